"""Reports as servers write them. ``{id}`` is the Message-ID of the undelivered mail, ``{to}`` its recipient."""

DSN = """\
Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.example.net>
To: hello@coach.example.com
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

This is the mail system. Your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; {to}
Action: ACTION
Status: STATUS
Diagnostic-Code: smtp; WORDS

--b
Content-Type: text/rfc822-headers

From: Mara <hello@coach.example.com>
To: {to}
Message-ID: {id}
Subject: Your application has arrived

--b--
"""

# Exim, without a part for machines.
EXIM = """\
Return-path: <>
X-Failed-Recipients: {to}
From: Mail Delivery System <Mailer-Daemon@mx.example.net>
To: hello@coach.example.com
Subject: Mail delivery failed: returning message to sender

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  {to}
    host mx.example.org [192.0.2.1]
    SMTP error from remote mail server after RCPT TO:<{to}>:
    550 5.1.1 User unknown

------ This is a copy of the message, including all the headers. ------

From: Mara <hello@coach.example.com>
To: {to}
Message-ID: {id}
"""

QMAIL = """\
Return-Path: <>
From: MAILER-DAEMON@mx.example.net
To: hello@coach.example.com
Subject: failure notice

Hi. This is the qmail-send program at mx.example.net.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{to}>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

From: Mara <hello@coach.example.com>
To: {to}
Message-ID: {id}
"""

OUT_OF_OFFICE = """\
Return-Path: <>
From: Nadia <{to}>
To: hello@coach.example.com
Subject: Out of office
Auto-Submitted: auto-replied
In-Reply-To: {id}

I am away until Monday. 550 mails wait for me.
"""

ANSWER = """\
From: Nadia <{to}>
To: hello@coach.example.com
Subject: Re: Your application has arrived
In-Reply-To: {id}

Thank you! My old address said 550 5.1.1 User unknown.
"""


def dsn(action: str = "failed", status: str = "5.1.1", words: str = "550 5.1.1 User unknown") -> str:
    return DSN.replace("ACTION", action).replace("STATUS", status).replace("WORDS", words)


DSN_WITHOUT_DIAGNOSIS = dsn().replace("Diagnostic-Code: smtp; 550 5.1.1 User unknown\n", "")
