from deploy.simulators.journal import journal_from
from deploy.simulators.serving import serve
from deploy.simulators.sms.app import create_application
from deploy.simulators.sms.messages import Messages
from deploy.simulators.sms.reports import reporter_from_environment


def main() -> None:
    messages = Messages(journal_from("DAMAN_SMS_JOURNAL"))
    application = create_application(messages, reporter_from_environment(messages))
    serve(application, port_default=8052)


if __name__ == "__main__":
    main()
