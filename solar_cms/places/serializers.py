"""Places as the API gives them."""

from rest_framework import serializers

from solar_cms.places.models import District, Province, Village

NAMES = ["code", "name_local", "name_latin", "aliases", "valid_from", "valid_to"]


class ProvinceSerializer(serializers.ModelSerializer):
    class Meta:
        model = Province
        fields = NAMES


class DistrictSerializer(serializers.ModelSerializer):
    class Meta:
        model = District
        fields = [*NAMES, "province"]


class VillageSerializer(serializers.ModelSerializer):
    class Meta:
        model = Village
        fields = [*NAMES, "district"]
