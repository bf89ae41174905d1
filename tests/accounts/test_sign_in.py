"""Signing in and out, and which pages of allauth there are."""

import re

import pytest
from allauth.account.urls import urlpatterns as all_pages
from django.urls import NoReverseMatch, reverse

from onboarding.accounts import sign_in_urls
from tests.factories import make_user

pytestmark = pytest.mark.django_db
PASSWORD = "seven brave otters"
LOGIN = "/accounts/login/"
RESET = "/accounts/password/reset/"
BROKEN_RESET = "/accounts/password/reset/key/1-broken/"

PAGES = {
    "account_login": (LOGIN, 200),
    "account_logout": ("/accounts/logout/", 302),
    "account_inactive": ("/accounts/inactive/", 200),
    "account_signup": ("/accounts/signup/", 200),
    "account_reauthenticate": ("/accounts/reauthenticate/", 302),
    "account_change_password": ("/accounts/password/change/", 302),
    "account_set_password": ("/accounts/password/set/", 302),
    "account_reset_password": (RESET, 200),
    "account_reset_password_done": ("/accounts/password/reset/done/", 200),
    "account_reset_password_from_key": (BROKEN_RESET, 200),
    "account_reset_password_from_key_done": ("/accounts/password/reset/key/done/", 200),
}
OPEN_PAGES = [page for page, status in PAGES.values() if status == 200]


@pytest.fixture
def person():
    """Somebody who has been in before."""
    return make_user("aoife@riverside.example", name="Aoife", password=PASSWORD)


def sign_in(client, password=PASSWORD, email="aoife@riverside.example", **extra):
    """The answer to the form of the sign-in page."""
    return client.post(LOGIN, {"login": email, "password": password} | extra)


def is_signed_in(client):
    """Whether the browser carries somebody's session."""
    return "_auth_user_id" in client.session


# -- Which pages there are ------------------------------------------------------------


def test_every_offered_page_of_allauth_stands_in_the_table():
    assert {page.name for page in sign_in_urls.urlpatterns} == set(PAGES)


@pytest.mark.parametrize(("address", "status"), PAGES.values(), ids=PAGES)
def test_page_opened_by_anonymous_answers_as_the_table_says(client, address, status):
    answer = client.get(address)

    assert answer.status_code == status
    if status == 302 and "logout" not in address:
        assert answer["Location"].startswith(LOGIN)


@pytest.mark.parametrize("address", OPEN_PAGES)
def test_page_has_one_heading_and_a_title_and_nothing_inline(client, address):
    html = client.get(address).content.decode()

    assert len(re.findall(r"<h1\b", html)) == 1
    assert re.search(r"<title>\s*\S.* – Acclimate</title>", html)
    assert not re.search(r"<style|<script(?![^>]*src=)|\sstyle=|\son\w+=", html)


@pytest.mark.parametrize(
    "name", sorted({page.name for page in all_pages} - sign_in_urls.OFFERED)
)
def test_page_of_allauth_that_is_not_offered_has_no_address(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_sign_up_posted_makes_no_account(client, django_user_model):
    answer = client.post(
        "/accounts/signup/", {"email": "new@home.example", "password1": PASSWORD}
    )

    assert "People are invited here" in answer.content.decode()
    assert not django_user_model.objects.exists()


@pytest.mark.parametrize("address", ["/admin/", "/admin/accounts/user/"])
def test_admin_opened_by_anonymous_leads_to_the_sign_in_page(client, address):
    page = client.get(address, follow=True)

    assert page.redirect_chain[-1] == (f"{LOGIN}?next={address}", 302)
    assert page.templates[0].name == "account/login.html"


def test_password_posted_to_the_admin_signs_nobody_in(client, person):
    client.post("/admin/login/", {"username": person.email, "password": PASSWORD})

    assert not is_signed_in(client)


def test_admin_opened_by_resident_does_not_exist(resident_client):
    assert resident_client.get("/admin/").status_code == 404


# -- In and out -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "email", ["aoife@riverside.example", "  Aoife@Riverside.Example "]
)
def test_sign_in_with_the_right_password_leads_home(client, person, email):
    answer = sign_in(client, email=email)

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(person.pk)


def test_sign_in_with_next_leads_there(client, person):
    assert sign_in(client, next="/admin/")["Location"] == "/admin/"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"]
)
def test_sign_in_with_next_on_another_site_leads_home(client, person, elsewhere):
    assert sign_in(client, next=elsewhere)["Location"] == "/"


def test_sign_in_wrong_and_unknown_say_the_same(client, person):
    wrong = sign_in(client, "not the password")
    unknown = sign_in(client, email="nobody@riverside.example")

    sentence = "This e-mail address and password do not belong together."
    assert sentence in wrong.content.decode()
    assert sentence in unknown.content.decode()
    assert not is_signed_in(client)


def test_sign_in_sixth_time_after_five_wrong_passwords_is_refused(client, person):
    for _ in range(5):
        sign_in(client, "not the password")

    answer = sign_in(client)

    assert "Too many wrong passwords. Wait five minutes" in answer.content.decode()
    assert not is_signed_in(client)


def test_sign_in_of_switched_off_account_is_told_so(client, person):
    person.is_active = False
    person.save()

    answer = sign_in(client)

    assert answer["Location"] == "/accounts/inactive/"
    assert not is_signed_in(client)


def test_sign_out_by_get_only_asks(resident_client):
    answer = resident_client.get("/accounts/logout/")

    assert answer.status_code == 200
    assert is_signed_in(resident_client)


def test_sign_out_by_post_signs_out(resident_client):
    resident_client.post("/accounts/logout/")

    assert not is_signed_in(resident_client)


def test_change_password_keeps_this_browser_signed_in(client, person):
    sign_in(client)

    answer = client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "eight calm herons"},
    )

    person.refresh_from_db()
    assert answer["Location"] == "/"
    assert person.check_password("eight calm herons")
    assert is_signed_in(client)


@pytest.mark.parametrize(
    "address",
    ["/accounts/logout/", "/accounts/password/change/", "/accounts/reauthenticate/"],
)
def test_page_for_signed_in_people_has_one_heading_and_a_title(client, person, address):
    sign_in(client)

    html = client.get(address).content.decode()

    assert len(re.findall(r"<h1\b", html)) == 1
    assert re.search(r"<title>\s*\S.* – Acclimate</title>", html)


def test_set_password_without_one_is_asked_for_once(client):
    user = make_user()
    client.force_login(user)

    client.post("/accounts/password/set/", {"password1": PASSWORD})

    user.refresh_from_db()
    assert user.check_password(PASSWORD)
