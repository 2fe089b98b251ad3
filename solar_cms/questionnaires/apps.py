from django.apps import AppConfig


class QuestionnairesConfig(AppConfig):
    name = "solar_cms.questionnaires"
    label = "questionnaires"
