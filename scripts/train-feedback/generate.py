#!/usr/bin/env python3
"""Makes turns with known feedback: generate.py ROWS SEED [--held] > rows.jsonl

In: topics.txt and phrases.txt beside this file. Out: JSON lines {"id","lang","prev_user","prev_assistant","user","next_assistant","labels"}.
Every fifth topic and every fifth phrase of a section are kept apart; --held makes rows of those only. Deterministic. Plain standard library.
"""
import json, pathlib, random, re, sys

HERE = pathlib.Path(__file__).parent
MIX = [("positive", 10), ("then", 5), ("wrong", 8), ("error", 3), ("correct", 13), ("but", 3), ("doubt", 10), ("rephrase", 9), ("refine", 11),
       ("next", 16), ("item", 6), ("answer", 6), ("more", 4), ("task", 14), ("paste", 4)]


def topics():
    for block in HERE.joinpath("topics.txt").read_text("utf-8").split("\n\n"):
        topic = {"also": [], "ask": [], "reply": [], "thing": [], "fact": [], "next": []}
        for line in block.splitlines():
            if line and not line.startswith("#"):
                key, _, value = line.partition(": ")
                topic[key] += [part.strip() for part in value.split(" | ")] if key in ("thing", "fact", "next") else [value]
        if topic["ask"]:
            yield topic


def sections():
    found, at = {}, None
    for line in HERE.joinpath("phrases.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            at = found.setdefault(line[1:-1], [])
        elif line and not line.startswith("#"):
            at.append(line.replace("\\n", "\n"))
    return found


class Maker:
    def __init__(self, seed, held):
        self.rng, self.held = random.Random(seed), held
        mine = lambda things: [thing for place, thing in enumerate(things) if (place % 5 == 4) == held] or things
        self.topics = mine(list(topics()))
        always = ("reply_sorry", "reply_welcome", "reply_plain", "reply_refuse", "error_lead", "error", "answer", "more", "rephrase_lead", "constraint")
        self.phrases = {key: (lines if key in always else mine(lines)) for key, lines in sections().items()}

    def pick(self, things):
        return self.rng.choice(things)

    def chance(self, share):
        return self.rng.random() < share

    def fill(self, text, topic):
        """Chooses among {a|b}, innermost first, then puts parts of the topic in."""
        while True:
            spot = None
            for spot in re.finditer(r"\{([^{}]*)\}", text):
                word = spot[1]
                if word in ("thing", "fact", "next", "ask", "also", "other"):
                    source = "next" if word == "other" else word
                    value = self.pick(topic[source])
                elif word in self.phrases:
                    value = self.pick(self.phrases[word])
                else:
                    value = self.pick(word.split("|"))
                text = text[: spot.start()] + value + text[spot.end():]
                break
            if spot is None:
                return text

    def styled(self, text, question=False):
        """Writes like somebody: capitals, full stops, typing errors, a word before."""
        if self.chance(0.12):
            text = self.pick(["hm, ", "hmm ", "ok, ", "well, ", "hey, ", "um ", "oh ", "ah ", "so ", "lol ", "bro ", "ok so ", "gpt, ", "dude ", "sorry, "]) + text
        if self.chance(0.5):
            text = text[:1].upper() + text[1:]
            text = re.sub(r"\bi\b", "I", text)
            text = re.sub(r"([.!?] )([a-z])", lambda found: found[1] + found[2].upper(), text)
        if self.chance(0.2):
            text = text.replace("'", "")
        if self.chance(0.08):
            text = text.replace("you", "u").replace("please", "plz")
        if self.chance(0.1) and len(text) > 8:
            place = self.rng.randrange(1, len(text) - 2)
            text = text[:place] + text[place + 1] + text[place] + text[place + 2:]
        if question and not text.endswith("?"):
            text += self.pick(["?", "?", "?", "", "??"])
        elif text[-1:].isalnum():
            text += self.pick(["", "", "", ".", ".", "!"] if not question else [""])
        return text

    def row(self, number):
        kind = self.rng.choices([kind for kind, _ in MIX], [weight for _, weight in MIX])[0]
        topic, other = self.pick(self.topics), self.pick(self.topics)
        asked = topic["ask"][0]
        reply = topic["reply"][0]
        code = reply.startswith("code ")
        reply = reply.removeprefix("code ") + (":\n```\n…\n```" if code else " …")
        before = self.pick(["", "", "", "", "Sure! ", "Certainly! ", "I apologize for the confusion. "])
        say = lambda section: self.fill(self.pick(self.phrases[section]), topic)
        after, question = "plain", False
        if kind == "positive":
            labels, user = ["positive"], say(self.pick(["thanks", "praise", "praise"]))
            if self.chance(0.25):
                user += self.pick([", ", "! ", ". "]) + say(self.pick(["thanks", "praise"]))
            after = "welcome"
        elif kind == "then":
            labels, user, after = ["positive"], say("praise_then"), self.pick(["plain", "plain", "plain", "welcome"])
        elif kind == "wrong":
            labels, user, after = ["aware_no_correction"], say("wrong"), "sorry"
            if self.chance(0.15):
                user += self.pick([". ", ", ", "! "]) + self.pick(["try again", "please fix it", "do it again", "can you fix it", "check again"])
        elif kind == "error":
            labels, user, after = ["aware_no_correction"], say("error"), self.pick(["sorry", "plain"])
            if self.chance(0.6):
                user = say("error_lead") + self.pick([" ", "\n", "\n\n"]) + user
            reply += "" if code else "\n```\n…\n```"
        elif kind == "correct":
            template = self.pick(self.phrases["correct"])
            labels, user, after = ["aware_correction"], self.fill(template, topic), "sorry!" if template.endswith("{fact}") and len(template) < 13 else "sorry"
        elif kind == "but":
            labels, user, after = ["positive", "aware_correction"], say("thanks_but"), "sorry"
        elif kind == "doubt":
            labels, user, question = ["clarification"], say("doubt"), self.chance(0.7)
            after = self.pick(["plain", "plain", "sorry"])
        elif kind == "rephrase":
            labels = ["rephrase"]
            user = self.pick([
                lambda: self.pick(topic["also"]), lambda: say("rephrase_lead") + " " + self.pick(topic["also"]), lambda: asked,
                lambda: asked + " " + say("constraint"), lambda: self.pick(topic["also"]) + " " + say("constraint"),
            ])()
            after = self.pick(["plain", "plain", "sorry"])
            if self.chance(0.3):
                before, reply = self.fill(self.pick(self.phrases["reply_refuse"]), topic), ""
        elif kind == "refine":
            labels, user = ["refine"], say("refine")
        elif kind == "item":
            labels = ["none"]
            asked = self.fill(self.pick([
                "explain {chapter|slide|step|question} {1|2|3}", "write a product text for a {red|blue} {shirt|mug}", "what is {python|rust|go}",
                "translate: {good morning|see you}", "chapter {1|2}: the {old house|lost key}", "solve exercise {4|5}", "what is the capital of {france|peru}",
                "write 200 words about {solar|wind} power", "describe the {first|second} character", "give me 10 {facts about cats|tips for sleep}",
            ]), topic)
            swap = {"1": "2", "2": "3", "3": "4", "4": "6", "5": "7", "red": "green", "blue": "black", "python": "kotlin", "rust": "zig", "go": "swift",
                    "morning": "evening", "see": "thank", "old house": "open sea", "lost key": "wrong door", "france": "spain", "peru": "chile",
                    "solar": "water", "wind": "nuclear", "first": "third", "second": "last", "cats": "dogs", "sleep": "focus"}
            user = re.sub("|".join(map(re.escape, swap)), lambda found: swap[found[0]], asked)
        elif kind == "answer":
            labels, user = ["none"], say("answer")
            before, reply = "", self.fill(self.pick(["Could you tell me {which one you mean|more about it}?", "Would you like me to {go on|add more|start}?",
                                                     "What {would you like|is your budget|language do you use}?", "Shall I {continue|change it}?"]), topic)
        elif kind == "more":
            labels, user = ["none"], say("more")
            if self.chance(0.4):
                asked = user
        elif kind == "task":
            labels, user = ["none"], say("task")
        elif kind == "paste":
            labels, lines = ["none"], [self.fill("{fact}", self.pick(self.topics)) for _ in range(self.rng.randrange(3, 12))]
            user = self.pick(["here is the text:\n", "", "data:\n", "this is my draft, improve it:\n", "summarize:\n"]) + self.pick(["\n", ". ", ", "]).join(lines)
        else:
            labels, user = ["none"], self.fill(self.pick(["{next}", "{next}", "{ask}"]), self.pick([topic, topic, other]))
            if self.chance(0.25):
                user += ". " + self.fill("{fact}", topic)
            question = self.chance(0.2)
        if after == "sorry" and self.chance(0.3) or after == "welcome" and self.chance(0.35):
            after = "plain"
        if labels == ["none"] and self.chance(0.05):
            after = self.pick(["refuse", "refuse", "sorry"])
        sure = after.endswith("!")
        after = after.removesuffix("!")
        following = self.fill(self.pick(self.phrases["reply_" + after]), topic) + self.pick(topic["reply"]).removeprefix("code ")
        return {
            "id": f"{'held' if self.held else 'made'}-{number}", "lang": "en", "prev_user": self.styled(asked), "prev_assistant": before + reply,
            "user": self.styled(user, question), "next_assistant": "" if not sure and self.chance(0.3) else following, "labels": labels, "set": kind,
        }


if __name__ == "__main__":
    maker = Maker(int(sys.argv[2]), "--held" in sys.argv)
    for number in range(int(sys.argv[1])):
        print(json.dumps(maker.row(number), ensure_ascii=False))
