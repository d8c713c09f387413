from deploy.simulators.journal import journal_from
from deploy.simulators.mail.app import application_from_environment
from deploy.simulators.mail.mails import Mails
from deploy.simulators.serving import serve


def main() -> None:
    mails = Mails(journal_from("DAMAN_MAIL_JOURNAL"))
    serve(application_from_environment(mails), port_default=8055)


if __name__ == "__main__":
    main()
