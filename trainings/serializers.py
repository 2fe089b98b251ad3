"""Sessions as the API gives them."""

from rest_framework import serializers

from trainings.models import Session


class SessionSerializer(serializers.ModelSerializer):
    present = serializers.IntegerField(read_only=True, help_text="People marked present.")

    class Meta:
        model = Session
        fields = [
            "id",
            "version",
            "number",
            "curriculum",
            "district",
            "village",
            "place",
            "group",
            "starts_on",
            "ends_on",
            "state",
            "present",
        ]
