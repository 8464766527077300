"""The people of the academy: an author, an administrator and sixty learners, named as they write themselves."""

from phalera.demo.academy.content import Person

# Those three may sign in with this password, which the sign-in page of the demo shows.
PASSWORD = "phalera-demo"  # noqa: S105 -- printed by `phalera serve --demo`

LEO = Person(name="Leo Okafor", email="leo@example.org")
ADA = Person(name="Ada Lindqvist", email="ada@example.org")
GRACE = Person(name="Grace Mbeki", email="grace@example.org")

# Some addresses have capitals or a plus: what was typed must come back as it was typed.
LEARNERS: tuple[Person, ...] = (
    LEO,
    Person(name="Ngozi Adéyẹmí-Brandão", email="ngozi@example.org"),
    Person(name="فاطمة الزهراء بن يوسف", email="fatima@example.org", language="ar"),
    Person(name="עומר לוי-שגב", email="omer@example.org", language="he"),
    Person(name="प्रिया शर्मा", email="priya@example.org", language="hi"),
    Person(name="অনন্যা মুখোপাধ্যায়", email="ananya@example.org", language="bn"),
    Person(name="கவிதா சுப்பிரமணியம்", email="kavitha@example.org", language="ta"),
    Person(name="สมชาย วงศ์สุวรรณ", email="somchai@example.org", language="th"),
    Person(name="陳美玲", email="meiling@example.org", language="zh-hant"),
    Person(name="王伟", email="wangwei@example.org", language="zh-hans"),
    Person(name="佐藤 陽子", email="yoko@example.org", language="ja"),
    Person(name="김서연", email="seoyeon@example.org", language="ko"),
    Person(name="Ελένη Παπαδοπούλου", email="eleni@example.org", language="el"),
    Person(name="Олександр Шевчук", email="oleksandr@example.org", language="uk"),
    Person(name="Nguyễn Thị Thu Hương", email="huong@example.org", language="vi"),
    Person(name="Дарья Кузнецова", email="daria@example.org", language="ru"),
    Person(name="മീര നായർ", email="meera@example.org", language="ml"),
    Person(name="ಅನಿಲ್ ಕುಮಾರ್", email="anil@example.org", language="kn"),
    Person(name="సీతా లక్ష్మి", email="sita@example.org", language="te"),
    Person(name="ਗੁਰਪ੍ਰੀਤ ਕੌਰ", email="gurpreet@example.org", language="pa"),
    Person(name="નિશા પટેલ", email="nisha@example.org", language="gu"),
    Person(name="සුනිල් පෙරේරා", email="sunil@example.org", language="si"),
    Person(name="မေသူ အောင်", email="maythu@example.org", language="my"),
    Person(name="សុខ សុភា", email="sophea@example.org", language="km"),
    Person(name="ສົມພອນ ວົງສາ", email="somphone@example.org", language="lo"),
    Person(name="ნინო ბერიძე", email="nino@example.org", language="ka"),
    Person(name="Անահիտ Գրիգորյան", email="anahit@example.org", language="hy"),
    Person(name="ሰላም ተስፋዬ", email="selam@example.org", language="am"),
    Person(name="رضا محمدی", email="reza@example.org", language="fa"),
    Person(name="عائشہ خان", email="ayesha@example.org", language="ur"),
    Person(name="བསྟན་འཛིན་སྒྲོལ་མ", email="tenzin@example.org", language="bo"),
    Person(name="Бат-Эрдэнэ Ганболд", email="bat@example.org", language="mn"),
    Person(name="Đorđe Živković", email="djordje@example.org", language="sr-latn"),
    Person(name="Łukasz Wójcik", email="lukasz@example.org", language="pl"),
    Person(name="Şeyma Yıldız", email="seyma@example.org", language="tr"),
    Person(name="Åsa Öberg", email="asa@example.org", language="sv"),
    Person(name="Þórunn Guðmundsdóttir", email="thorunn@example.org", language="is"),
    Person(name="Jürgen Weiß", email="Juergen.Weiss@example.org", language="de"),
    Person(name="Siobhán Ní Bhriain", email="siobhan@example.org", language="ga"),
    Person(name="Zoë van der Meer", email="zoe+academy@example.org", language="nl"),
    Person(name="François Lefèvre", email="francois@example.org", language="fr"),
    Person(name="José María Peña-Núñez", email="jose@example.org", language="es"),
    Person(name="João Conceição", email="joao@example.org", language="pt"),
    Person(name="Ștefan Munteanu", email="stefan@example.org", language="ro"),
    Person(name="Kateřina Dvořáková", email="katerina@example.org", language="cs"),
    Person(name="Zsófia Kovács-Erdő", email="zsofia@example.org", language="hu"),
    Person(name="Jānis Bērziņš", email="janis@example.org", language="lv"),
    Person(name="Mele Kaʻōpua", email="mele@example.org", language="haw"),
    Person(name="Hēmi Parata", email="hemi@example.org", language="mi"),
    Person(name="Chidi Ọkọnkwọ", email="chidi@example.org", language="ig"),
    Person(name="Thandiwe Dlamini", email="thandiwe@example.org", language="zu"),
    Person(name="小林 さくら", email="sakura@example.org", language="ja"),
    Person(name="박민준", email="minjun@example.org", language="ko"),
    Person(name="Ιωάννης Νικολάου", email="ioannis@example.org", language="el"),
    Person(name="דנה כהן", email="dana@example.org", language="he"),
    Person(name="يوسف حداد", email="yusuf@example.org", language="ar"),
    Person(name="Мирослава Иванова", email="miroslava@example.org", language="bg"),
    Person(name="Bo Ek", email="bo@example.org", language="sv"),
    Person(
        name="Maximiliane Theodora von Hohenfels-Rautenstrauch",
        email="Maximiliane@example.org",
        language="de",
    ),
    Person(name="Wulandari", email="wulandari@example.org", language="id"),
)
