"""Forms and answers as the API gives them."""

from rest_framework import serializers

from solar_cms.questionnaires.models import Answer, Form, FormVersion, Response


class FormSerializer(serializers.ModelSerializer):
    class Meta:
        model = Form
        fields = ["id", "version", "key", "titles", "purpose"]


class VersionSerializer(serializers.ModelSerializer):
    class Meta:
        model = FormVersion
        fields = ["id", "form", "number", "valid_from", "definition"]


class AnswerSerializer(serializers.ModelSerializer):
    class Meta:
        model = Answer
        fields = ["question", "row", "value", "note"]


class ResponseSerializer(serializers.ModelSerializer):
    answers = AnswerSerializer(many=True, read_only=True)

    class Meta:
        model = Response
        fields = [
            "id", "version", "form_version", "answered_on", "language", "district", "scores",
            "answers",
        ]  # fmt: skip
