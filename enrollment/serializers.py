"""Memberships as the API gives them."""

from typing import Any

from rest_framework import serializers

from enrollment.models import Membership


class MembershipSerializer(serializers.ModelSerializer):
    scheme: Any = serializers.SlugRelatedField("key", read_only=True)
    channel: Any = serializers.SlugRelatedField("key", read_only=True)

    class Meta:
        model = Membership
        fields = [
            "id",
            "version",
            "person",
            "scheme",
            "member_number",
            "accepted_on",
            "valid_from",
            "valid_to",
            "district",
            "group",
            "channel",
        ]
