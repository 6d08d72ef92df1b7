"""`make references`: picture anew the factsheets that the tests compare with, to be looked at before they are kept."""

import os
import sys

import django

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()

    from assessments.factsheet import pdf
    from tests.assessments.factsheet.cases import cases
    from tests.assessments.factsheet.picturing import PICTURED, picture, reference

    for name in PICTURED:
        picture(pdf.render(cases()[name].factsheet)).save(reference(name), optimize=True)
        sys.stdout.write(f"{reference(name)}: look at it before it is committed\n")
