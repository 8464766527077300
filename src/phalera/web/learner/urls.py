"""Addresses of learners, with fixed names (design, section 9)."""

from django.urls import path, re_path

from phalera.web import languages
from phalera.web.learner import (
    backpack,
    badges,
    downloads,
    exports,
    home,
    learning,
    notifications,
    privacy,
    shared,
    sharing,
    skills,
    updating,
)

_AWARD = r"(?P<award>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"

urlpatterns = [
    path("", home.home, name="home"),
    path("badges/", badges.badges, name="badges"),
    re_path(rf"^badges/{_AWARD}\.(?P<extension>png|svg|json|jwt)$", badges.download, name="badge_file"),
    re_path(rf"^badges/{_AWARD}\.pdf$", downloads.record, name="badge_record"),
    path("badges/all.zip", downloads.all_badges, name="all_badges"),
    path("badges/all-records.pdf", downloads.all_records, name="all_records"),
    path("badges/all-records.zip", downloads.all_records_zip, name="all_records_zip"),
    path("badges/exports/<uuid:export>", exports.export, name="export"),
    path("badges/exports/<uuid:export>/file", exports.download, name="export_file"),
    path("badges/update", updating.update, name="update_badges"),
    path("badges/chosen", downloads.chosen, name="chosen_badges"),
    path("badges/shared/", shared.shared, name="shared"),
    path("badges/shared/page", shared.show_profile, name="shared_profile"),
    path("badges/shared/back", shared.take_all_back, name="shared_back"),
    path("badges/<uuid:award>/", sharing.award, name="award"),
    path("badges/<uuid:award>/show", sharing.show, name="award_show"),
    path("badges/<uuid:award>/links", sharing.make_link, name="award_links"),
    path("badges/<uuid:award>/links/<uuid:link>/end", sharing.end_link, name="award_link_end"),
    path("backpack/", backpack.backpack, name="backpack"),
    path("backpack/connect/<uuid:region>", backpack.connect, name="backpack_connect"),
    path("backpack/open", backpack.open_it, name="backpack_open"),
    path("backpack/return", backpack.come_back, name="backpack_return"),
    path("backpack/disconnect", backpack.disconnect, name="backpack_disconnect"),
    path("backpack/again", backpack.again, name="backpack_again"),
    path("notifications/", notifications.notifications, name="notifications"),
    path("notifications/read", notifications.mark_read, name="notifications_read"),
    path("notifications/choices", notifications.choose, name="notification_choices"),
    path("privacy/", privacy.privacy, name="privacy"),
    path("language", languages.choose, name="language"),
    path("learning/", learning.catalogue, name="learning"),
    path("learning/<slug:slug>/", learning.course, name="learning_object"),
    path("learning/<slug:slug>/badge", learning.prize, name="learning_badge"),
    path("learning/<slug:slug>/enroll", learning.enroll, name="enroll"),
    path("learning/<slug:slug>/modules/<uuid:module>", learning.finish_module, name="module_done"),
    path("skills/", skills.skills, name="skills"),
    path("skills/<slug:slug>/", skills.skill, name="skill"),
]
