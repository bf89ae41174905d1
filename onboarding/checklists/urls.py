"""Addresses of items and of the dates that decide them."""

from django.urls import path

from onboarding.checklists import views

app_name = "checklists"
urlpatterns = [
    path("dates/", views.list_dates, name="date-list"),
    path("items/<int:pk>/", views.show_item, name="item-detail"),
]
