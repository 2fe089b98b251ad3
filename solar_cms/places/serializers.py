"""Places as the API gives them."""

from rest_framework import serializers

from solar_cms.places.models import District, Province, Village, VillagePopulation, VillageRoad

NAMES = ["code", "name_local", "name_latin", "aliases", "valid_from", "valid_to"]


class ProvinceSerializer(serializers.ModelSerializer):
    class Meta:
        model = Province
        fields = NAMES


class DistrictSerializer(serializers.ModelSerializer):
    class Meta:
        model = District
        fields = [*NAMES, "province"]


class PopulationSerializer(serializers.ModelSerializer):
    class Meta:
        model = VillagePopulation
        fields = ["year", "women", "men", "working_women", "working_men", "source"]


class RoadSerializer(serializers.ModelSerializer):
    class Meta:
        model = VillageRoad
        fields = ["month", "state"]


class VillageSerializer(serializers.ModelSerializer):
    populations = PopulationSerializer(many=True, read_only=True)
    roads = RoadSerializer(many=True, read_only=True)

    class Meta:
        model = Village
        fields = [*NAMES, "district", "uxo", "uxo_on", "uxo_source", "populations", "roads"]
