"""The columns of other datasets as their public cards document them, written down here by hand and independently of the exporter.

A column is NAME: TYPE, where TYPE is str, int, float, bool, time, [TYPE] for a list, {NAME: TYPE} for a structure, or any.
The names are facts about those datasets; see each card on Hugging Face or in its repository for what they mean.
"""

TURNS = [{"role": "str", "content": "str"}]
PARTS = [{"type": "str", "text": "str", "image": "str", "mimeType": "str"}]
MESSAGE = {"role": "str", "content": PARTS}
HEADERS = {f"h{level}": "int" for level in range(1, 7)}
STYLE = {}
for side in "ab":
    STYLE[f"sum_assistant_{side}_tokens"] = "int"
    STYLE[f"header_count_{side}"] = HEADERS
    STYLE[f"list_count_{side}"] = {"ordered": "int", "unordered": "int"}
    STYLE[f"bold_count_{side}"] = {"**": "int", "__": "int"}
    STYLE[f"context_{side}_tokens"] = "int"
QUOTES = {"title": ["str"], "extract": ["str"]}
TOKENS = {"prefix": ["int"], "completion": ["int"]}
RATED = {"Rating": "str", "Rationale": "str"}
TYPED = {"Type": ["str"], "Rationale": "str", "Rating": "str", "Rationale For Rating": "str"}
HARMS = ["medical_legal_financial_or_relationship_advice", "dangerous_content", "derogation_of_boat", "insensitive"]
HARMS += ["obscene_and_profane", "personal_information", "regulated_goods", "sexually_suggestive_content", "other", "overall"]
BIASES = ["targeting_beliefs", "targeting_gender_sexual_orientation", "targeting_inherited_attributes", "targeting_status", "other", "overall"]
POLICIES = ["polarizing_topics", "making_endorsement", "other_type", "overall"]
SLIDERS = {name: "int" for name in ["values", "fluency", "factuality", "safety", "diversity", "creativity", "helpfulness"]}

DOCUMENTED = {
    "arena": {
        "id": "str", "model_a": "str", "model_b": "str", "winner": "str", "evaluation_session_id": "str", "evaluation_order": "int",
        "conversation_a": [MESSAGE], "conversation_b": [MESSAGE | {"num_tokens": "int"}],
        "full_conversation": [{"user": MESSAGE, "model_side_a": MESSAGE, "model_side_b": MESSAGE}],
        "conv_metadata": STYLE | {"sum_user_tokens": "int", "turns": "int"},
        "category_tag": {
            "creative_writing_v0.1": {"creative_writing": "bool", "score": "str"},
            "criteria_v0.1": {name: "bool" for name in ["complexity", "creativity", "domain_knowledge", "problem_solving", "real_world", "specificity", "technical_accuracy"]},
            "if_v0.1": {"if": "bool", "score": "int"},
            "math_v0.1": {"math": "bool"},
        },
        "language": "str", "is_code": "bool", "timestamp": "time",
    },
    "arena-conversations": {
        "question_id": "str", "model_a": "str", "model_b": "str", "winner": "str", "judge": "str", "conversation_a": TURNS,
        "conversation_b": TURNS, "turn": "int", "anony": "bool", "language": "str",
    },
    "lmsys": {
        "conversation_id": "str", "model": "str", "conversation": TURNS, "turn": "int", "language": "str",
        "openai_moderation": [{"categories": "any", "category_scores": "any", "flagged": "bool"}], "redacted": "bool",
    },
    "wildchat": {
        "conversation_hash": "str", "model": "str", "timestamp": "time",
        "conversation": [{
            "content": "str", "country": "str", "hashed_ip": "str", "header": {"accept-language": "str", "user-agent": "str"},
            "language": "str", "redacted": "bool", "role": "str", "state": "str", "timestamp": "time", "toxic": "bool", "turn_identifier": "int",
        }],
        "turn": "int", "language": "str", "openai_moderation": [{"categories": "any", "category_scores": "any", "flagged": "bool"}],
        "detoxify_moderation": [{name: "float" for name in ["identity_attack", "insult", "obscene", "severe_toxicity", "sexual_explicit", "threat", "toxicity"]}],
        "toxic": "bool", "redacted": "bool", "state": "str", "country": "str", "hashed_ip": "str", "header": {"accept-language": "str", "user-agent": "str"},
    },
    "sharelm": {
        "conversation_id": "str", "conversation": TURNS, "model_name": "str", "user_id": "str", "timestamp": "str", "source": "str",
        "user_metadata": {"location": "str", "age": "str", "gender": "str"},
        "conversation_metadata": {name: "str" for name in ["rate", "language", "redacted", "toxic", "title", "custom_instruction", "status"]},
    },
    "hh": {"chosen": "str", "rejected": "str"},
    "helpsteer2": {"prompt": "str", "response": "str"} | {name: "int" for name in ["helpfulness", "correctness", "coherence", "complexity", "verbosity"]},
    "helpsteer3": {
        "domain": "str", "language": "str", "context": TURNS, "response1": "str", "response2": "str", "overall_preference": "int",
        "individual_preference": [{"score": "int", "reasoning": "str", "feedback1": "str", "feedback2": "str"}],
    },
    "helpsteer3-edit": {
        "domain": "str", "language": "str", "context": TURNS, "original_response": "str", "edited_response": "str", "feedback": ["str"], "change_summary": "str",
    },
    "oasst-messages": {
        "message_id": "str", "parent_id": "str", "user_id": "str", "created_date": "str", "text": "str", "role": "str", "lang": "str",
        "review_count": "int", "review_result": "bool", "deleted": "bool", "rank": "int", "synthetic": "bool", "model_name": "str",
        "detoxify": {name: "float" for name in ["toxicity", "severe_toxicity", "obscene", "identity_attack", "insult", "threat", "sexual_explicit"]},
        "message_tree_id": "str", "tree_state": "str", "emojis": {"name": ["str"], "count": ["int"]},
        "labels": {"name": ["str"], "value": ["float"], "count": ["int"]},
    },
    "dices": {
        "id": "str", "rater_id": "str", "rater_gender": "str", "rater_race": "str", "rater_age": "str", "item_id": "str", "answer_time_ms": "int",
        "answer_timestamp": "time", "context": "str", "response": "str", "degree_of_harm": "str", "harm_type": "any", "safety_gold": "str",
        "safety_gold_reason": "str", "Q1_whole_conversation_evaluation": "str", "Q4_misinformation": "str", "Q5_political_affiliation": "str", "Q_overall": "str",
    } | {f"Q2_harmful_content_{name}": "str" for name in HARMS} | {f"Q3_bias_{name}": "str" for name in BIASES} | {f"Q6_policy_guidelines_{name}": "str" for name in POLICIES},
    "webgpt": {
        "question": {"dataset": "str", "full_text": "str", "id": "str"}, "quotes_0": QUOTES, "answer_0": "str", "tokens_0": TOKENS, "score_0": "float",
        "quotes_1": QUOTES, "answer_1": "str", "tokens_1": TOKENS, "score_1": "float",
    },
    "ultrafeedback": {
        "source": "str", "instruction": "str", "models": ["str"],
        "completions": [{
            "model": "str", "principle": "str", "custom_system_prompt": "str", "response": "str",
            "annotations": {"instruction_following": RATED, "honesty": RATED, "truthfulness": TYPED, "helpfulness": TYPED},
            "overall_score": "float", "fine-grained_score": "float", "critique": "str",
        }],
        "correct_answers": ["str"], "incorrect_answers": ["str"],
    },
    "ultrafeedback-binarized": {
        "prompt": "str", "prompt_id": "str", "chosen": TURNS, "rejected": TURNS, "messages": TURNS, "score_chosen": "float", "score_rejected": "float",
    },
    "aya": {"inputs": "str", "targets": "str", "language": "str", "language_code": "str", "annotation_type": "str", "user_id": "str"},
    "dynabench": {
        "id": "str", "cid": "str", "uid": "str", "tag": "str", "text": "str", "example_explanation": "str", "model_explanation": "str",
        "metadata_json": "any", "target_pred": "str", "model_preds": "str", "target_model": "str", "split": "str", "model_wrong": "bool",
        "retracted": "bool", "flagged": "bool", "generated_datetime": "str", "time_elapsed": "float", "total_verified": "int",
    },
    "livebench": {
        "question_id": "str", "category": "str", "ground_truth": "str", "turns": ["str"], "task": "str", "livebench_release_date": "str", "livebench_removal_date": "str",
    },
    "gpqa": {name: "str" for name in [
        "Pre-Revision Question", "Pre-Revision Correct Answer", "Pre-Revision Incorrect Answer 1", "Pre-Revision Incorrect Answer 2",
        "Pre-Revision Incorrect Answer 3", "Pre-Revision Explanation", "Question", "Correct Answer", "Incorrect Answer 1", "Incorrect Answer 2",
        "Incorrect Answer 3", "Explanation", "Subdomain", "Writer's Difficulty Estimate", "Record ID", "High-level domain", "Question Writer", "Canary String",
    ]},
    "wikibench": {
        "entityType": "str", "entityId": "str", "entityNote": "str",
        "facets": {"helpful": {
            "primaryLabel": {"lastModifier": "str", "label": "str", "touched": "time", "autolabeled": "bool"},
            "individualLabels": [{
                "userName": "str", "label": "str", "note": "str", "origin": "str", "created": "time", "touched": "time", "lowConfidence": "bool", "category": "str",
            }],
        }},
    },
}

PRISM = {
    "survey": {"user_id": "str", "survey_only": "bool", "num_completed_conversations": "int", "study_locale": "str", "stated_prefs": "any"},
    "conversations": {
        "conversation_id": "str", "user_id": "str", "conversation_type": "str", "opening_prompt": "str", "conversation_turns": "int",
        "conversation_history": [{
            "turn": "int", "role": "str", "content": "str", "model_name": "str", "model_provider": "str", "score": "int", "if_chosen": "bool", "within_turn_id": "int",
        }],
        "performance_attributes": SLIDERS, "choice_attributes": SLIDERS, "open_feedback": "str", "generated_datetime": "str",
        "timing_duration_s": "float", "timing_duration_mins": "float", "included_in_balanced_subset": "bool",
    },
    "utterances": {
        "utterance_id": "str", "interaction_id": "str", "conversation_id": "str", "user_id": "str", "turn": "int", "within_turn_id": "int",
        "conversation_type": "str", "user_prompt": "str", "model_response": "str", "model_name": "str", "model_provider": "str", "score": "int",
        "if_chosen": "bool", "included_in_balanced_subset": "bool",
    },
    "metadata": {
        "column_id": "str", "user_id": "str", "conversation_id": "str", "interaction_id": "str", "utterance_id": "str", "pii_flag": "bool",
        "pii_manual_flag": "bool", "language_flag": "str", "en_flag": "bool", "moderation_flag": "bool",
    },
}
