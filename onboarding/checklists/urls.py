"""Addresses of items and of the dates that decide them."""

from django.urls import path

from onboarding.checklists.views import dates, items

app_name = "checklists"
urlpatterns = [
    path("items/<int:pk>/", items.show_item, name="item-detail"),
    path("items/<int:pk>/complete/", items.complete_item, name="item-complete"),
    path("items/<int:pk>/approve/", items.approve_item, name="item-approve"),
    path("items/<int:pk>/return/", items.return_item, name="item-return"),
    path("dates/", dates.list_dates, name="date-list"),
    path("dates/<slug:anchor>/", dates.edit_date, name="date-edit"),
]
