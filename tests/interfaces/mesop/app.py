"""A Mesop chat (Angular, strict CSP and Trusted Types) with canned, streamed replies."""

import pathlib
import sys
import time

import mesop as me
import mesop.labs as mel

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from replies import pieces  # noqa: E402


@me.page(path="/", title="Chat", security_policy=me.SecurityPolicy(dangerously_disable_trusted_types=False))
def page():
    mel.chat(answer, title="Chat", bot_user="Bot")


def answer(question, history):
    for piece in pieces(question):
        time.sleep(0.01)
        yield piece
