"""Addresses of accounts."""

from django.urls import path

from solar_cms.accounts.views import entry, leave, own, second_factor, users

urlpatterns = [
    path("", own.account, name="account"),
    path("sign-in/", entry.sign_in, name="sign_in"),
    path("sign-out/", entry.sign_out, name="sign_out"),
    path("forgotten/", entry.forgotten, name="forgotten"),
    path("reset/<uidb64>/<token>/", entry.NewPasswordByToken.as_view(), name="password_by_token"),
    path("details/", own.details, name="account_details"),
    path("password/", own.password_change, name="password_change"),
    path("sessions/end/", own.end_sessions, name="sessions_end"),
    path("second-factor/", second_factor.verify, name="second_factor"),
    path("second-factor/set-up/", second_factor.set_up, name="second_factor_set_up"),
    path("second-factor/remove/", second_factor.remove, name="second_factor_remove"),
    path("second-factor/codes/", second_factor.new_codes, name="recovery_codes"),
    path("leave/", leave.arrange, name="leave"),
    path("leave/<uuid:pk>/end/", leave.end, name="leave_end"),
    path("users/", users.user_list, name="users"),
    path("users/new/", users.new, name="user_new"),
    path("users/<uuid:pk>/", users.user_page, name="user"),
    path("users/<uuid:pk>/details/", users.details, name="user_details"),
    path("users/<uuid:pk>/posting/", users.post, name="user_post"),
    path("users/<uuid:pk>/password/", users.password, name="user_password"),
    path("users/<uuid:pk>/second-factor/", users.second_factor, name="user_second_factor"),
    path("users/<uuid:pk>/leave/", leave.arrange_for, name="user_leave"),
    path("users/<uuid:pk>/hand-over/", users.hand_over, name="user_hand_over"),
    path("users/<uuid:pk>/close/", users.close, name="user_close"),
    path("users/<uuid:pk>/open/", users.reopen, name="user_reopen"),
    path("postings/<uuid:pk>/", users.posting_change, name="posting_change"),
    path("postings/<uuid:pk>/end/", users.posting_end, name="posting_end"),
    path("roles/", users.roles, name="roles"),
]
