"""People as the API gives them. ID documents, consents and phones are not part of lists."""

from rest_framework import serializers

from solar_cms.registry.models import Person


class PersonSerializer(serializers.ModelSerializer):
    class Meta:
        model = Person
        fields = [
            "id",
            "version",
            "given_name",
            "family_name",
            "given_name_latin",
            "family_name_latin",
            "aliases",
            "sex",
            "birth_date",
            "birth_year",
            "literacy",
            "languages",
            "household",
            "district",
            "village",
        ]
