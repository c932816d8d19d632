"""公众号 and 企业微信: one protocol, three kinds of account."""
