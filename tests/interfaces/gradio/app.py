"""A Gradio chat with canned, streamed replies. app.py PORT"""

import pathlib
import sys
import time

import gradio as gr

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from replies import pieces  # noqa: E402


def reply(message, history):
    text = ""
    for piece in pieces(message if isinstance(message, str) else message.get("text", "")):
        text += piece
        time.sleep(0.01)
        yield text


def vote(data: gr.LikeData):
    """The page shows the vote; nothing here needs it."""


LATEX = [{"left": "$$", "right": "$$", "display": True}, {"left": "$", "right": "$", "display": False}]
with gr.Blocks() as page:
    chatbot = gr.Chatbot(
        height=600, feedback_options=["Like", "Dislike"], buttons=["copy", "copy_all"], latex_delimiters=LATEX
    )
    chatbot.like(vote, None, None)
    gr.ChatInterface(reply, chatbot=chatbot, editable=True)
page.launch(server_name="127.0.0.1", server_port=int(sys.argv[1]), share=False, quiet=True)
