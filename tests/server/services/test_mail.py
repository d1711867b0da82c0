from server.services.mail import MailServer


def test_an_address_says_host_port_login_and_encryption() -> None:
    server = MailServer.of("smtp://bang%40tin:p%2Fw@mail.example:2525?tls=starttls", "b@x.vn")
    assert (server.host, server.port, server.is_starttls) == ("mail.example", 2525, True)
    assert (server.user, server.password) == ("bang@tin", "p/w")
    assert "p/w" not in repr(server)
    plain = MailServer.of("smtps://mail.example", "b@x.vn")
    assert (plain.port, plain.is_tls, plain.is_starttls) == (465, True, False)
