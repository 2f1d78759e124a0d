#!/usr/bin/env python3
"""Makes the lists and texts that train.rs reads: prepare.py OUT_DIR [--real DIR] [--census DIR] [--interface DIR] [--quiet DIR]

In: lists/ beside this file; and, each optional, real labelled text (UNER, WNUT-17, Broad Twitter Corpus, as JSON lines), census names (tab-separated),
interface texts (the .pak files of Chromium's translations), documentation without names of people (JSON lines, `{"lang","text"}`). README.md beside the model says where they come from and on which terms.
Out: OUT_DIR/lists.tsv, OUT_DIR/texts.tsv. Deterministic: a fixed seed, sorted input. Plain standard library.
"""
import argparse, collections, json, pathlib, random, re, struct, unicodedata

HERE = pathlib.Path(__file__).parent / "lists"
# What a word has that is never part of a name.
NEVER = 4 | 8 | 16
GIVEN, FAMILY, COMMON, KNOWN, THING, PHRASE, CENSUS_GIVEN, CENSUS_FAMILY = (1 << i for i in range(8))
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?", re.U)
PARTICLES = "de del della di da do dos das du des la le los las van von zu der den ten ter het al el bin ibn".split()

def rows(path):
    for line in path.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line

def sections(path):
    found, at = {}, None
    for line in rows(path):
        if line.startswith("[") and line.endswith("]") and len(line) < 16:
            at = line[1:-1]; found.setdefault(at, [])
        else:
            found[at].append(line)
    return found

names = {key: " ".join(lines).split() for key, lines in sections(HERE / "names.txt").items()}
random.seed(20261)

FAMOUS_GIVEN = "hugo dante homer jesus krishna rama shiva राम सीता कृष्ण शिव गणेश दुर्गा".split()

# On a letter of Chinese, Japanese or Korean: family names begin with it.
BEGINS = PHRASE

def feminine(name):
    for end, other in (("ский", "ская"), ("ов", "ова"), ("ев", "ева"), ("ёв", "ёва"), ("ин", "ина"), ("ын", "ына"), ("ski", "ska"), ("cki", "cka"), ("dzki", "dzka")):
        if name.endswith(end):
            return name[: -len(end)] + other
    return name

def inflected(name, lang):
    """One of the case forms in which Russian and Polish write a name."""
    if lang == "ru":
        for end, forms in (("ова", "овой овой ову".split()), ("ева", "евой еву".split()), ("ина", "иной ину".split()), ("ий", "ия ию ием".split()), ("ей", "ея ею еем".split()),
                           ("ия", "ии ию ией".split()), ("ья", "ьи ью ьей".split()), ("а", "ы е у ой".split()), ("я", "и е ю ей".split()), ("ов", "ова ову овым".split()), ("ев", "ева еву евым".split()),
                           ("ин", "ина ину иным".split()), ("й", "я ю ем".split()), ("ь", "я ю ем".split())):
            if name.endswith(end):
                return name[: -len(end)] + random.choice(forms)
        return name + random.choice(["а", "у", "ом"]) if name[-1] in "бвгдзклмнпрстфхжшч" else name
    if lang == "pl":
        for end, forms in (("ska", "skiej ską".split()), ("cka", "ckiej cką".split()), ("ski", "skiego skim skiemu".split()), ("cki", "ckiego ckim".split()), ("ia", "ii ię ią".split()), ("a", "y ie ę ą".split()), ("ek", "ka kiem kowi".split())):
            if name.endswith(end):
                return name[: -len(end)] + random.choice(forms)
        return name + random.choice(["a", "em", "owi"]) if name[-1] not in "aeiouyęąó" else name
    return name

CASES = {
    "ru": (("ский", ("ского", "скому", "ским", "ском")), ("ий", ("ия", "ию", "ием", "ии")), ("ей", ("ея", "ею", "еем", "ее")), ("ай", ("ая", "аю", "аем", "ае")), ("ой", ("ого", "ому", "ым", "ом")), ("ый", ("ого", "ому", "ым", "ом")),
           ("лев", ("льва", "льву", "львом", "льве")), ("ь", ("я", "ю", "ем", "е")), ("ая", ("ой", "ой", "ой", "ой")), ("ова", ("овой", "овой", "овой", "овой")), ("ева", ("евой", "евой", "евой", "евой")),
           ("ина", ("иной", "иной", "иной", "иной")), ("ия", ("ии", "ии", "ией", "ии")), ("а", ("ы", "е", "ой", "е")), ("я", ("и", "е", "ей", "е"))),
    "pl": (("ski", ("skiego", "skiemu", "skim", "skim")), ("cki", ("ckiego", "ckiemu", "ckim", "ckim")), ("ska", ("skiej", "skiej", "ską", "skiej")), ("ek", ("ka", "kowi", "kiem", "ku")), ("ia", ("ii", "ii", "ią", "ii")), ("o", ("y", "ie", "ą", "ie")), ("a", ("y", "ie", "ą", "ie"))),
}

def declined(words):
    """A known name in the cases of Russian, if it is in Cyrillic letters, else as Polish would decline it: lists of its words."""
    words = [word.lstrip("*") for word in words if word.isalpha() or word.lstrip("*").isalpha()]
    if not words or len(words) > 3: return
    cyrillic = "\u0400" < words[-1][0] < "\u0500"
    if not cyrillic and ord(words[-1][0]) > 0x250: return
    for case in range(4):
        forms = []
        for word in words:
            for end, forms_of in CASES["ru" if cyrillic else "pl"]:
                if word.lower().endswith(end):
                    forms.append(word[: len(word) - len(end)] + forms_of[case]); break
            else:
                forms.append(word + (("а", "у", "ом", "е") if cyrillic else ("a", "owi", "em", "u"))[case])
        yield forms

def cities(arguments):
    path = arguments.census and pathlib.Path(arguments.census) / "cities.txt"
    return list(rows(path)) if path and path.exists() else []

def lists(arguments, texts):
    flags = collections.defaultdict(int)
    def add(word, flag):
        word = word.strip()
        if word: flags[word] |= flag
    for key, words in names.items():
        for word in words:
            for part in re.split(r"[-‐]", word):
                flag = FAMILY if key.endswith("family") else GIVEN
                if part.lower() in PARTICLES: continue
                add(part, flag)
                if flag == FAMILY: add(feminine(part), flag)
                if key[:2] in ("ru", "pl", "cy"):
                    for form in {part, feminine(part)}:
                        for (other,) in declined([form]): add(other, flag)
    if arguments.census:
        for path in sorted(pathlib.Path(arguments.census).glob("*.tsv")):
            flag = CENSUS_GIVEN if "given" in path.name else CENSUS_FAMILY
            for line in rows(path):
                word = line.split("\t")[0]
                if len(word) > 2: add(word.lower(), flag)
    folded = collections.defaultdict(int)
    for word, flag in flags.items(): folded[word.lower()] |= flag
    seen = collections.Counter(); title = collections.Counter()
    per = collections.defaultdict(collections.Counter)
    for lang, text in texts:
        for found in WORD.finditer(text):
            word = found.group()
            start = found.start() == 0 or text[found.start() - 2 : found.start()].strip(" ")[-1:] in ".!?:\n\"“"
            if word[0].islower() or not word[0].isupper():
                per[lang][word.lower()] += 1
            elif lang == "de" and word[1:].islower() and not start:
                per[lang][word.lower()] += 0.5
    for lang in sorted(set(per) & set(LANGS)):
        ranked = sorted(per[lang].items(), key=lambda one: (-one[1], one[0]))
        for rank, (word, count) in enumerate(ranked):
            collides = folded.get(word, 0)
            own = lang in ("ar", "hi") and collides
            if len(word) < 2 or own and rank > 60: continue
            if rank < (2200 if lang in ("en", "de") else 1100) and count >= 3 or collides and count >= 3: add(word.lower(), COMMON)
    for flag, key in ((FAMILY, "family"), (FAMILY, "family2"), (GIVEN, "given")):
        for path in ("zh.txt", "ko.txt"):
            text = "".join(sections(HERE / path).get(key, []))
            for word in text.split() if key == "family2" else text.replace(" ", ""):
                add(word, flag)
                if flag == FAMILY: add(word[0], BEGINS)
    # Everyday words that begin as a family name does: of two letters, three and more times in text without names.
    begin = collections.Counter()
    families = set("".join(sections(HERE / "zh.txt")["family"] + sections(HERE / "ko.txt")["family"]).replace(" ", ""))
    for lang, text in texts[arguments.skip:]:
        if lang in ("zh", "ko"):
            for at in range(len(text) - 1):
                if text[at] in families and text[at + 1].isalpha() and (lang == "zh" or at == 0 or not text[at - 1].isalpha()): begin[text[at : at + 2]] += 1
    for line in sections(HERE / "words-han.txt").values():
        for word in " ".join(line).split(): begin[word] += 3
    for word, count in sorted(begin.items()):
        if count >= 3: add(word, COMMON)
    for lines in sections(HERE / "topics-han.txt").values():
        for word in " ".join(lines).split(): add(word, KNOWN)
    for family in japanese(arguments)[0]:
        add(family, CENSUS_FAMILY)
        add(family[0], BEGINS)
    for line in rows(HERE / "words-too.txt"):
        for word in line.split(): add(word.lower(), COMMON)
    for line in rows(HERE / "known.txt"):
        for entry in line.split(";"):
            words = entry.replace(".", " ").split()
            for forms in declined(words):
                flags[" ".join(forms).lower()] |= PHRASE if len(forms) > 1 else KNOWN
            for word in words:
                if word.startswith("*") and word.isalpha() is False and word[1:].isalpha() and len(word) > 4:
                    for forms in declined([word[1:]]): add(forms[0].lower(), KNOWN)
                    if word[1:].isascii() or word[1:2].isalpha() and ord(word[1]) < 0x250: add(word[1:].lower() + "s", KNOWN)
            plain = [part for word in words for part in re.split(r"[-'’]", word.lstrip("*")) if part]
            for word in words:
                if word.startswith("*") and "-" not in word and "'" not in word: add(word[1:].lower(), KNOWN)
            if len(plain) > 1: flags[" ".join(plain).lower()] |= PHRASE
    for line in rows(HERE / "places.txt"):
        for entry in line.split(";"):
            for word in re.split(r"[ '’-]+", entry.strip()):
                if len(word) > 2 or not word.isascii(): add(word.lower(), THING)
    merged = collections.defaultdict(int)
    for word, flag in flags.items(): merged[word.lower()] |= flag
    for name in cities(arguments):
        for word in re.split(r"[ '’-]+", name.lower()):
            if len(word) > 3 and not merged[word] & (GIVEN | FAMILY): merged[word] |= THING
    # The last line of places: words that end the names of streets, firms and books say more than a rare family name.
    for word in list(rows(HERE / "places.txt"))[-1].split("; "):
        if not merged[word.lower()] & (GIVEN | FAMILY): merged[word.lower()] &= ~(CENSUS_GIVEN | CENSUS_FAMILY)
    for line in rows(HERE / "never.txt"):
        for word in line.lower().split():
            merged[word] = NEVER if not merged[word] & (GIVEN | FAMILY) else merged[word] | COMMON
    with open(arguments.out / "lists.tsv", "w", encoding="utf-8") as file:
        for word in sorted(merged):
            flag = merged[word]
            # Given names that only some kings and heroes made famous.
            if flag & GIVEN and word not in FAMOUS_GIVEN and flag & NEVER != NEVER: flag &= ~KNOWN
            if flag != NEVER and flag & NEVER == NEVER: flag &= ~KNOWN
            if not flag: continue
            if " " in word: file.write(f"{PHRASE}\t{word}\n")
            else: file.write(f"{flag}\t{word}\n")
    return merged

def pak(path):
    """The texts of one .pak file, version 5."""
    data = path.read_bytes()
    version, encoding, count, aliases = struct.unpack_from("<IB3xHH", data)
    if version != 5: return []
    table = [struct.unpack_from("<HI", data, 12 + 6 * index) for index in range(count + 1)]
    found = []
    for (_, start), (_, end) in zip(table, table[1:]):
        text = data[start:end].decode("utf-8" if encoding == 1 else "utf-16-le", "ignore")
        text = re.sub(r"<[^>]*>|\$\d|&\w+;", " ", text).strip()
        if len(text) > 12 and not re.search(r"[{}@]|function|DOCTYPE", text): found.append(text)
    return found

LANGS = "en de fr es it nl pt pl ru ar hi".split()
HAN = "zh ja ko".split()
CITIES = [entry.strip() for line in rows(HERE / "places.txt") for entry in line.split(";")]

WHERE = {
    "en": ["I live in {Y}.", "We moved from {Y} to {Y} last year.", "The train to {Y} leaves at nine.", "What is the weather in {Y}?", "{Y} is a nice city.", "Hotels near {Y}, cheap"],
    "de": ["Ich wohne in {Y}.", "Der Zug nach {Y} fährt um neun.", "Wie ist das Wetter in {Y}?", "{Y} ist eine schöne Stadt.", "Hotels in der Nähe von {Y}"],
    "fr": ["J'habite à {Y}.", "Le train pour {Y} part à neuf heures.", "Quel temps fait-il à {Y} ?", "{Y} est une belle ville.", "près de {Y}"],
    "es": ["Vivo en {Y}.", "El tren a {Y} sale a las nueve.", "¿Qué tiempo hace en {Y}?", "{Y} es una ciudad bonita.", "cerca de {Y}"],
    "it": ["Abito a {Y}.", "Il treno per {Y} parte alle nove.", "Che tempo fa a {Y}?", "{Y} è una bella città.", "nato a {Y}"],
    "nl": ["Ik woon in {Y}.", "De trein naar {Y} vertrekt om negen uur.", "Wat voor weer is het in {Y}?", "{Y} is een mooie stad."],
    "pt": ["Moro em {Y}.", "O trem para {Y} sai às nove.", "Como está o tempo em {Y}?", "{Y} é uma bela cidade."],
    "pl": ["Mieszkam w {Y}.", "Pociąg do {Y} odjeżdża o dziewiątej.", "Urodził się w {Y}.", "{Y} to ładne miasto."],
    "ru": ["Я живу в {Y}.", "Поезд в {Y} отходит в девять.", "Какая погода в {Y}?", "{Y} — красивый город.", "Чем отличается от {Y}?"],
    "ar": ["أسكن في {Y}.", "القطار إلى {Y} يغادر في التاسعة.", "كيف الطقس في {Y}؟", "{Y} مدينة جميلة."],
    "hi": ["मैं {Y} में रहता हूँ।", "{Y} की ट्रेन नौ बजे जाती है।", "{Y} में मौसम कैसा है?", "{Y} एक सुंदर शहर है।"],
}

def japanese(arguments, cache={}):
    """Japanese family names, by how many have them, and given names, from the census folder."""
    if not cache:
        folder = pathlib.Path(arguments.census or "/nonexistent")
        for key in ("family", "given"):
            path = folder / f"ja-{key}.txt"
            cache[key] = list(rows(path)) if path.exists() else []
    return cache["family"], cache["given"]

def han_name(lang, kind, lists):
    if lang == "ja":
        families, givens = lists
        family = families[min(int(random.expovariate(1 / 400)), len(families) - 1)]
        if kind == "L": return family
        return family + random.choice(["", "", " ", "\u3000"]) + random.choice(givens)
    text = sections(HERE / f"{lang}.txt")
    families, givens = text["family"][0].split()[0], "".join(text["given"]).replace(" ", "")
    family = families[min(int(random.expovariate(1 / 45)), len(families) - 1)]
    if random.random() < 0.04: family = random.choice(" ".join(text["family2"]).split())
    if lang == "zh" and random.random() < 0.1: family = random.choice("".join(text["family"][0].split()[1:]))
    if kind == "L": return family
    count = 2 if random.random() < (0.72 if lang == "zh" else 0.95) else 1
    return family + "".join(random.choice(givens) for _ in range(count))

class Makes:
    """Fills sentences."""
    def __init__(self, census_given, census_family, words):
        self.census = census_given, census_family; self.words = words

    def person(self, lang):
        source = lang
        if random.random() < 0.22 and lang != "hi": source = random.choice(["hi-latin", "any", "en", "de", "es", "fr", "pl", "it", "pt", "nl"])
        if source in ("hi-latin", "any"):
            given, family = random.choice(names["hi latin"]), random.choice(names["any family"])
        else:
            given, family = random.choice(names[source + " given"]), random.choice(names[source + " family"])
        if source == "ru" and random.random() < 0.15: given = random.choice(names["cy given"])
        latin = source not in ("ru", "ar", "hi")
        if latin and random.random() < 0.35 and self.census[0]:
            given = random.choice(self.census[0])
        if latin and random.random() < 0.4 and self.census[1]:
            family = random.choice(self.census[1])
        if source in ("ru", "pl") and given[-1] in "аяa": family = feminine(family)
        if source == "nl" and random.random() < 0.35: family = random.choice(["van ", "de ", "van de ", "van der ", "van den ", "ter "]) + family
        if source == "pt" and random.random() < 0.25: family = random.choice(["da ", "dos ", "de "]) + family
        if source in ("es", "pt") and random.random() < 0.4: family += " " + random.choice(names[source + " family"])
        if source == "es" and random.random() < 0.1: family = random.choice(["de ", "de la ", "del "]) + family
        if source == "de" and random.random() < 0.06: family = random.choice(["von ", "zu "]) + family
        if source == "ar" and random.random() < 0.3: family = random.choice(names["ar given"]) + " " + family
        if source == "ar" and random.random() < 0.1: family = "بن " + family
        if latin and random.random() < 0.06: family += "-" + random.choice(names["en family"])
        return given, family

    def name(self, lang, kind):
        if lang in HAN:
            if kind in "FGL" and random.random() < 0.93: return han_name(lang, kind, self.japanese)
            lang = "en"
        given, family = self.person(lang)
        if kind == "G":
            if lang in ("ru", "pl") and random.random() < 0.3: given = inflected(given, lang)
            return given
        if kind == "L": return family
        if kind == "g": return given.lower()
        if kind == "f": return (given + " " + family if random.random() < 0.6 else given).lower()
        if kind == "Z": return family + ", " + given
        if kind == "U": return (given + " " + family).upper()
        if kind == "H": return random.choice(names["hi latin"]) + " " + random.choice(names["any family"])
        if kind == "h": return random.choice(names["hi latin"]).lower()
        if lang in ("ru", "pl") and random.random() < 0.3:
            return inflected(given, lang) + " " + inflected(family, lang)
        chance = random.random()
        if chance < 0.06 and lang not in ("ar", "hi"): return given + " " + random.choice("ABCDEFGHJKLMNPRSTW") + ". " + family
        if chance < 0.09 and lang not in ("ar", "hi"): return given[0] + ". " + family
        if chance < 0.13: return family + " " + given
        if chance < 0.17: return given + " " + random.choice(names[(lang if lang + " given" in names else "en") + " given"]) + " " + family
        return given + " " + family

    def fill(self, sentence, lang, positive):
        def slot(match):
            kind = match.group(1)
            if kind in "FGLZUHfgh": return "\1" + self.name(lang, kind) + "\2"
            if kind == "O":
                stem = random.choice("Иван Петр Сергей Андре Никола Михайл Владимир Александр Дмитри Алексе Василь".split())
                return "\1" + stem + random.choice("ович овна евич евна".split()) + "\2"
            if kind == "E":
                given, family = self.person("en")
                return (given[:1] + random.choice([".", "", "_"]) + family).lower().replace(" ", "") + "@" + random.choice("gmail.com posteo.net example.org firma.de mail.ru".split())
            if kind == "P": return random.choice(["+44 7911 %06d", "0171 %07d", "+1 212 555 %04d", "06 12 %02d 56 78"]) % random.randrange(10, 99)
            if kind == "D": return "%02d.%02d.%d" % (random.randrange(1, 28), random.randrange(1, 12), random.randrange(1950, 2027))
            if kind == "K": return str(random.randrange(10, 99999))
            if kind == "Y": return random.choice(CITIES)
            word = random.choice(self.words.get(lang) or self.words["en"])
            return word[:1].upper() + word[1:] if kind in "TW" else word
        return re.sub(r"\{([FGLZUHfghOEPDKYTWw])\}", slot, sentence)

def noisy(text):
    """Now and then all in small letters, or all in capitals."""
    chance = random.random()
    if chance < 0.06: return text.lower()
    if chance < 0.08: return text.upper()
    return text

def nameless(row):
    """The text of a labelled row without the names of people: what is left are words."""
    text, at, left = row["text"], 0, ""
    for span in sorted(row["spans"], key=lambda span: span["start"]):
        if span["type"] == "PERSON" and span["start"] >= at: left += text[at:span["start"]] + " "; at = span["end"]
    return left + text[at:]

def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=pathlib.Path)
    for flag in ("--real", "--census", "--interface", "--code", "--quiet"): parser.add_argument(flag)
    parser.add_argument("--each", type=int, default=90)
    arguments = parser.parse_args(); arguments.out.mkdir(parents=True, exist_ok=True)
    texts, plain = [], []
    real = []
    if arguments.real:
        for path in sorted(pathlib.Path(arguments.real).glob("*.jsonl")):
            for line in rows(path):
                row = json.loads(line)
                real.append(row)
        plain += [(row["lang"], nameless(row)) for row in real]
    if arguments.interface:
        for lang in LANGS + HAN:
            for path in sorted(pathlib.Path(arguments.interface).glob("*.pak")):
                if path.stem.split("-")[0] == lang and path.stem in (lang, "en-GB", "pt-BR", "pt-PT", "zh-CN", "zh-TW"):
                    plain += [(lang, text) for text in pak(path)]
    arguments.skip = len(real)
    shown = len(plain)
    if arguments.quiet:
        for path in sorted(pathlib.Path(arguments.quiet).glob("*.jsonl")):
            plain += [(row["lang"], row["text"]) for row in map(json.loads, rows(path))]
    merged = lists(arguments, plain)
    words = collections.defaultdict(list)
    for lang, text in plain[::7]:
        words[lang] += [word for word in WORD.findall(text) if len(word) > 3 and word.lower() not in merged or merged.get(word.lower(), 0) == COMMON]
    CITIES.extend(cities(arguments))
    census = [[word.title() for word, flag in sorted(merged.items()) if flag & kind and not flag & (COMMON | THING | KNOWN)] for kind in (CENSUS_GIVEN, CENSUS_FAMILY)]
    makes = Makes(census[0], census[1], words)
    makes.japanese = japanese(arguments)
    out = []
    beside = collections.defaultdict(list)
    for one in plain: beside[one[0]].append(one)
    for lang, sentences in sections(HERE / "sentences.txt").items():
        positive = True
        for sentence in sentences:
            if sentence == "-": positive = False; continue
            for _ in range(arguments.each if positive else arguments.each // 2):
                tongue = lang if lang != "any" else random.choice(LANGS + HAN)
                text = makes.fill(sentence, tongue, positive)
                if lang in WHERE and not positive and random.random() < 0.3: text = random.choice(WHERE[lang]).replace("{Y}", random.choice(CITIES))
                if positive and random.random() < 0.5:
                    other = random.choice(beside.get(lang) or plain)[1] if plain else ""
                    text = random.choice([text + "\\n" + other.replace("\n", "\\n"), other.replace("\n", "\\n") + " " + text])
                out.append((1.0, noisy(text)))
    for row in real:
        text, at, marked = row["text"], 0, ""
        for span in row["spans"]:
            value = text[span["start"]:span["end"]]
            if span["type"] != "PERSON" or "@" in value or "#" in value or "_" in value: continue
            if span["start"] >= 2 and "@" in text[span["start"] - 2:span["start"]]: continue
            marked += text[at:span["start"]] + "\1" + value + "\2"; at = span["end"]
        out.append((0.7, (marked + text[at:]).replace("\n", "\\n")))
    quiet = [text.replace("\n", "\\n") for _, text in plain[len(real):shown]]
    random.shuffle(quiet)
    out += [(0.8, text) for text in quiet[:27000]]
    out += [(0.4, text.replace("\n", "\\n")) for _, text in plain[shown:]]
    if arguments.code:
        lines = []
        for path in sorted(pathlib.Path(arguments.code).glob("*.py")):
            body = path.read_text("utf-8", "ignore").splitlines()
            for start in range(0, len(body) - 12, 12):
                block = "\n".join(body[start:start + 12])
                if not re.search(r"(?i)\bby\b|author|@|copyright|\bfrom [A-Z]|thanks|contrib", block): lines.append(block.replace("\\", "/").replace("\n", "\\n"))
        random.shuffle(lines); out += [(0.8, text) for text in lines[:2500]]
    random.shuffle(out)
    with open(arguments.out / "texts.tsv", "w", encoding="utf-8") as file:
        for weight, text in out: file.write(f"{weight}\t" + text.replace("\r", " ").replace("\t", " ").replace("\n", "\\n") + "\n")

main()
