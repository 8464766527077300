"""Addresses of administrators."""

from django.urls import path, re_path

from phalera.web.admin import (
    attaching,
    awards,
    backpacks,
    badges,
    completions,
    issuer,
    overview,
    records,
    reminders,
    skills,
    work,
)

urlpatterns = [
    path("", overview.overview, name="admin_overview"),
    path("badges/", badges.badges, name="admin_badges"),
    path("badges/new/", badges.new, name="admin_badge_new"),
    path("badges/<uuid:badge>/", badges.badge, name="admin_badge"),
    path("badges/<uuid:badge>/retire", badges.retire, name="admin_badge_retire"),
    path("badges/<uuid:badge>/restore", badges.restore, name="admin_badge_restore"),
    path("learning/", attaching.learning, name="admin_learning"),
    path("learning/<slug:slug>/", attaching.arrange, name="admin_learning_arrange"),
    path("learning/<slug:slug>/badge", attaching.badge, name="admin_learning_badge"),
    path("skills/", skills.skills, name="admin_skills"),
    path("skills/<slug:slug>/", skills.skill, name="admin_skill"),
    path("skills/<slug:slug>/<int:number>/badge", skills.badge, name="admin_skill_badge"),
    path("awards/", awards.awards, name="admin_awards"),
    path("awards/<uuid:award>/revoke", awards.revoke, name="admin_award_revoke"),
    path("awards/<uuid:award>/again", awards.award_again, name="admin_award_again"),
    path("backpacks/", backpacks.backpacks, name="admin_backpacks"),
    path("backpacks/switch", backpacks.switch, name="admin_backpacks_switch"),
    path("backpacks/<uuid:region>/", backpacks.region, name="admin_backpack_region"),
    path("backpacks/<uuid:region>/test", backpacks.test, name="admin_backpack_test"),
    path("completions/", completions.completions, name="admin_completions"),
    path("completions/file", completions.look, name="admin_import_look"),
    path("completions/<uuid:of>/", completions.imported, name="admin_import"),
    path("issuer/", issuer.issuer, name="admin_issuer"),
    path("records/", records.records, name="admin_records"),
    path("records/<uuid:issuer>/<slug:kind>/", records.design, name="admin_record"),
    path("records/<uuid:issuer>/<slug:kind>/remove", records.remove, name="admin_record_remove"),
    re_path(
        r"^records/(?P<issuer>[0-9a-f-]{36})/(?P<kind>[a-z]+)/sample\.(?P<extension>png|pdf)$",
        records.preview,
        name="admin_record_preview",
    ),
    path("reminders/", reminders.reminders, name="admin_reminders"),
    path("work/<uuid:job>/retry/", work.retry, name="admin_retry"),
]
