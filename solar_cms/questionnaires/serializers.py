"""Forms and answers as the API gives them.

Notes are left out, and answers to questions marked as sensitive: they are read on the record that
asked, by its own rights.
"""

from typing import Any

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
        fields = ["question", "row", "value"]


class ResponseSerializer(serializers.ModelSerializer):
    answers = serializers.SerializerMethodField()

    class Meta:
        model = Response
        fields = [
            "id", "version", "form_version", "answered_on", "language", "district", "scores",
            "answers",
        ]  # fmt: skip

    def get_answers(self, response: Response) -> list[dict[str, Any]]:
        sealed = response.form_version.sealed_questions()
        open_ones = [a for a in response.answers.all() if a.value and a.question not in sealed]
        return list(AnswerSerializer(open_ones, many=True).data)
