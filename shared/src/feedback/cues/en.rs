//! English phrases.

use super::{Cues, Script};

pub(super) static CUES: Cues = Cues {
    lang: "en",
    script: Script::Latin,
    fillers: "ok; okay; so; well; please; can; could; would; will; you; now; and; then; hey; hi; hello; also; i; want; \
        need; to; like; i'd; help; me; just; oh; ah; uh; um; umm; hmm; hm; lol; haha; yes; yeah; yep; oops; alright; \
        sorry; wow; i think; next; let's; lets; again; pls; plz; i am; i'm; right; but; sir; bro; dude; man",
    tasks: "write; translate; compose; draft; create; generate; summarize; summarise; classify; list; tell; give me; \
        make me; make a; make an; describe; imagine; pretend; act; play; set; remind; send; post; tweet; reply; say; \
        analyze; analyse; design; build; develop; paraphrase; proofread; define; compare; calculate; find; search; \
        explain how; explain why; explain what; explain the difference; turn; email; text; convert; suggest; provide; \
        discuss; answer the; call; add to; read; poem; a poem; story; slogan; dialogue; correct the grammar; who; \
        when; which; how many; how much; name; brainstorm; outline; continue; rank; recommend; plan",
    negations: "not; isn't; isnt; wasn't; don't; dont; doesn't; doesnt; didn't; no; never; hardly; far from",
    praise: "thanks; thank you; thank u; thankyou; thx; tysm; many thanks; appreciated; i appreciate; appreciate it; \
        appreciate your; appreciate that; that works; it works; works now; it worked; that worked; works perfectly; \
        works great; working now; that helps; that helped; helps a lot; helped a lot; very helpful; so helpful; \
        really helpful; was helpful; is helpful; are helpful; that's useful; it's useful; very useful; love it; \
        i love this; i love that; i like it; i like this; i like that; i like your; like the way you; great job; \
        good job; nice job; well done; good work; great work; nice work; awesome work; amazing work; exactly what i; \
        just what i needed; what i was looking for; spot on; nailed it; you're right; you are right; you are correct; \
        you're correct; that's right; that is right; that is correct; that's correct; it is correct; it's correct; \
        that's it; that's perfect; this is perfect; it's perfect; that's great; this is great; it's great; \
        it is great; that's awesome; this is awesome; that's good; this is good; it's good; it was good; it was great; \
        it was nice; it is good; it is excellent; it's excellent; it is perfect; that is perfect; that is great; \
        that is good; that is awesome; that's amazing; this is amazing; it was amazing; it's amazing; it is amazing; \
        it's fantastic; that's fantastic; that's cool; that is cool; it's cool; that was great; that was good; \
        that was perfect; that was awesome; that's excellent; this is excellent; that is excellent; you are amazing; \
        you're amazing; you are awesome; you're awesome; you are great; you're great; you rock; you are the best; \
        you're the best; you are a genius; you're a genius; you are so smart; you're so smart; you are brilliant; \
        you're brilliant; you are hero; my hero; a lifesaver; life saver; you did great; did well; you have done well; \
        you got it; much better; way better; so much better; looks good; looks great; look good; looks perfect; \
        sounds good; sounds great; lgtm; good answer; great answer; nice answer; good explanation; great explanation; \
        nice explanation; excellent explanation; good response; great response; excellent response; perfect answer; \
        good point; great idea; good idea; done it right; done that right; makes sense now; that makes sense; \
        makes sense thanks; got it thanks; problem solved; solved it; that fixed; this fixed; fixed it; it's fixed; \
        you fixed; good bot; well said; well written; beautifully; i agree; i'm happy with; i am happy with; \
        very good; very nice; very cool; really good; really great; pretty good; so good; so cool; no complaints; \
        understood you; right direction; right track; looks fine; you got close; fine by me; you helped; helped me; \
        you did it; did it right; got it right; you understood; understood me; you are helpful; you are so helpful; \
        you're helpful; are useful; is useful; was useful; excellent work; excellent job; fantastic job; amazing job; \
        awesome job; perfect job; brilliant job; wonderful job; great one; good one; nice one; you are smart; \
        you are good; you are perfect; you are fantastic; you are excellent; grateful; that was helpful; \
        well explained; is perfect; was perfect; is amazing; is awesome; i like the; did a great; did a good; \
        did an excellent; doing great; it was fantastic; it was excellent; it was awesome; it was helpful; \
        it is awesome; it is fantastic; it is cool; it is useful; it is nice; it's nice; it was useful; \
        it was perfect; that is nice; that's nice; that is fantastic; that is amazing; that is useful; \
        that is helpful; it's helpful; that's helpful; you're absolutely right; you are absolutely right; \
        you're absolutely correct; you are absolutely correct; thnx; thnks; thks; tnx; 3q; cheers; all i needed; \
        what i needed; works like; that did it; did the trick; very clear; clear now; really like; love the; 👍; 🙏; \
        ❤; 💛; 💯; 👏; 🎉; 😍; 🥰; 👌; 🔥; 🤩; ✅; 😊; lovely; came out great; came out perfect; came out amazing; \
        turned out great; turned out perfect; loved it; loved this; i loved; finally works; that was the problem; \
        that was the issue; clears it up; clears that up; saved my life; saved me; easier than i; simpler than i; \
        that solves; that solved; noted; will do; i learned; didn't know that; big help; such a help",
    accept: "great; perfect; perfectly; excellent; awesome; amazing; nice; nice one; good one; good; cool; fantastic; \
        brilliant; wonderful; superb; beautiful; lovely; sweet; ok; okay; ok good; ok great; correct; exactly; exact; \
        bingo; yay; bravo; kudos; ty; fine; neat; incredible; impressive; terrific; splendid; outstanding; understood; \
        got it; i see; i got it; makes sense; wow; nicely done; fabulous; marvelous; genius; alright; alrighty; \
        all good; good stuff; great stuff; helpful; useful; very helpful; much appreciated; love this; yes exactly; \
        that's what i wanted; top notch; k; kk; yess",
    good: "smart; clever; intelligent; accurate; impressed; insightful; thoughtful; witty; interesting; true; legit; \
        stellar; phenomenal; magnificent; adorable; funny; hilarious; right; rad; dope; lit; solid; a genius; a star; \
        a legend; fire",
    bad: "useless; unhelpful; irrelevant; inaccurate; illogical; stupid; dumb; pointless; ridiculous; confusing; \
        boring; terrible; horrible; lame; worthless; nonsensical; poor; weak; incomplete; outdated; misleading; vague; \
        off; ugly; disappointing; broken; a joke; crap; trash; garbage; meaningless; weird",
    pointers: "that; this; it; you; your; answer; response; reply; explanation; these; those; that's; it's; you're; \
        code; result; what a; how; so; like that",
    asks: "who; when; where; which; why; how many; how much; how do; how can; how to; how does; what is; what are; \
        what's; what does; what do; do you; does it; did you; can you; could you; can i; is it; is there; are there; \
        will you; would you; should i; have you",
    really: "really; truly; actually; for real",
    wrong: "that's wrong; thats wrong; that is wrong; this is wrong; it's wrong; its wrong; it is wrong; you're wrong; \
        you are wrong; your wrong; you were wrong; answer is wrong; answer was wrong; is incorrect; was incorrect; \
        that's incorrect; you are incorrect; you're incorrect; all wrong; completely wrong; totally wrong; \
        still wrong; isn't correct; not correct; isn't right; not right; not accurate; not quite; you're mistaken; \
        made a mistake; made an error; you messed up; have messed up; got it wrong; got that wrong; got this wrong; \
        did it wrong; you did wrong; did that wrong; wrong answer; wrong command; wrong response; wrong information; \
        incorrect answer; incorrect command; incorrect information; not true; not what i asked; not what i wanted; \
        not what i want; not what i meant; not what i need; not what i was looking for; isn't what i; didn't ask for; \
        did not ask for; didn't ask you; didn't say that; didn't say this; did not say; didn't answer; did not answer; \
        doesn't answer; does not answer; you ignored; you are ignoring; you keep; you forgot; you missed; you skipped; \
        you left out; you omitted; you misunderstood; you have misunderstood; you don't understand; \
        you do not understand; you failed; you didn't; you did not; you haven't; you have not; doesn't work; \
        doesnt work; does not work; didn't work; didnt work; did not work; don't work; not working; isn't working; \
        isnt working; won't work; still doesn't; still does not; still didn't; still not; still isn't; still no; \
        still can't; still cannot; still get; still getting; still have the same; still the same; still error; \
        same error; same problem; same issue; same result; same answer; same thing again; got an error; get an error; \
        getting an error; got this error; get this error; getting this error; get the error; got the error; \
        gives an error; gives me an error; throws an error; there is an error; there's an error; i got error; \
        i get error; it says error; it failed; it fails; crashes; it broke; is broken; nothing happens; \
        nothing happened; nothing changed; no difference; useless; terrible; horrible; that's bad; this is bad; \
        not good; not helpful; unhelpful; not useful; makes no sense; make no sense; doesn't make sense; \
        doesnt make sense; does not make sense; doesn't make any sense; does not make any sense; not making sense; \
        not making any sense; didn't make sense; did not make sense; nonsense; you're lying; you are lying; you lied; \
        made that up; making things up; making stuff up; hallucinat*; doesn't exist; does not exist; do not exist; \
        don't exist; off topic; irrelevant; too generic; too vague; too complicated; not even close; failed to; \
        doesn't look right; doesn't sound right; does not sound right; something is wrong; something's wrong; \
        there is a mistake; there's a mistake; are mistaken; is missing; are missing; you stopped; got cut off; \
        is cut off; was cut off; i don't like it; i don't like that; don't like this; disappointed; disappointing; \
        not satisfied; bad answer; bad response; bad job; not the right; isn't the right; repeating yourself; \
        you already said; gave me the same; not the same; i disagree; don't agree; do not agree; that's not it; \
        not an answer; doesn't make much sense; not make much sense; not funny; isn't funny; too lengthy; too wordy; \
        too formal; it's too; not close; is not what; was not what; wasn't what; not the answer; not the command; \
        incorrectly; wrongly; misheard; misinterpreted; not an accurate; you misread; mixed up; screwed up; \
        messed it up; didn't do; did not do; didn't follow; did not follow; not following; 👎; 😡; 🤬; 😠; 🤦; 🙄; \
        can't be right; cannot be right; awful; completely ignored; doesn't do anything; contradict yourself; rubbish; \
        garbage; not my question; no sense; not relevant; not logical; so far from; what kind of answer; \
        doesn't seem to work; does not seem to work; didn't seem to work; doesn't seem to be working; \
        doesn't seem right; is not displayed; are not displayed; is not showing; not showing up; nothing is showing; \
        isn't showing; doesn't show up; does not show up; went wrong again; is gone; disappeared; giving me the same; \
        gives me the same; shows the same; showing the same; now it says; now it returns; now it shows; now it gives; \
        now i get; now i'm getting; now im getting; did you even; why did you make; don't you remember; \
        can't you read; have you even; isn't getting; isn't being; aren't being; not correctly; can you fix that; \
        can u fix that; can you fix it; can u fix it; fix that please; fix it please; please fix it; please fix that; \
        going in circles; you are not listening; you're not listening; not impressed; already tried; i tried that; \
        tried that already; did that already; that's what i did; already did that; doesn't match; does not match; \
        don't match; doesn't add up; isn't even close; contradicts; contradictory; outdated; out of date; \
        still haven't; haven't told; didn't mention; didn't include; didn't tell; left off; cuts off; not even; \
        it crashes; crashes when; crashes as; keeps crashing; freezes; hangs; won't open; won't start; blank page; \
        blank screen",
    wrong_short: "wrong; incorrect; false; no; nope; mistake; error; bad; not working; nah; no no; failed; it's not; \
        its not; it is not; that's not; thats not; that is not; this is not; this isn't; that isn't; it doesn't; \
        it does not; this doesn't; that doesn't; try again; no good; not it; untrue; lies; still; please rectify; \
        rectify; fix it; fix this; please fix; redo; i can't see; i don't see; i do not see; it's still; awful; \
        same error; same problem; boring; meh; lame; cringe; this sucks; these suck; these all suck; it sucks; \
        that sucks; no luck; yuck; nothing works",
    correct: "i meant; what i meant; i was asking; i was talking about; i'm talking about; i am talking about; \
        i asked for; i asked you to; i asked about; i asked how; i asked what; i asked if; i asked to; i told you; \
        i said; as i said; like i said; i wanted; should be; should have been; should've been; should not be; \
        shouldn't be; should not have; shouldn't have; must be; is supposed to be; was supposed to; supposed to; \
        it's actually; is actually; was actually; there is actually; the correct answer is; correct answer is; \
        the right answer is; you should have; you should've; you need to; you have to; you mixed up; you confused; \
        you are confusing; you switched; you swapped; not about; i thought we; i thought you; we previously; \
        you just said; you said; you told me; you were supposed to; use this instead; go back to; stick to; \
        i never said; don't use; do not use; don't include; do not include; don't add; don't change; do not change; \
        don't want; do not want; didn't want; i don't have; i dont have; we don't have; i don't need; \
        there is no need; you forgot to; you forgot the; you missed the; to be clear; for clarification; already have; \
        i already; we already; rather than; not just; too long; too short; would rather; reevaluate; i mean; \
        instead of; i only want; i want only; i would prefer; i still would; i want it to; you should not; \
        you shouldn't; not x but; had in mind; i specified; forgot to; and not the; not the one; and not in; \
        and not by; not by; not in; spelled; the right one; wrong language; wrong name; you used; you wrote; you put; \
        you took; you calculated; you counted; you picked; you translated; you chose",
    correct_open: "no; nope; actually; wait; hang on; hold on; but; not; instead; rather; well actually; yes but; \
        ok but; nah; don't; do not; i thought; except; however; uh no",
    doubt: "are you certain; you sure; is that true; is this true; is that correct; is this correct; is it correct; \
        is that right; is this right; isn't that; isn't it; what does that mean; what does this mean; what do u mean; \
        what are you talking about; what you're talking about; what you are talking about; i don't understand; \
        i dont understand; i do not understand; don't quite understand; didn't understand; did not understand; \
        i don't get; i didn't get; i do not get; can't understand; cannot understand; don't follow; not following you; \
        i'm confused; i am confused; im confused; confusing me; confused me; i'm lost; not clear; unclear; \
        isn't clear; please clarify; can you clarify; could you clarify; clarify more; to clarify; clarify that; \
        clarify your; clarify what; clarify me; double check; doublecheck; double-check; can you verify; \
        please verify; verify that; can you confirm; could you confirm; please confirm; confirm that; check again; \
        check that again; explain that; explain your; explain what you; explain why you; explain this to me; \
        explain again; explain it again; explain it more; why did you; why do you say; why do you think; \
        why would you; how did you; how do you know; how come you; where did you get; where does it say; your sources; \
        your source; provide sources; cite your; give me a source; sources for; says who; are you saying; \
        are you implying; you are saying; so you're saying; you mean; by that do you; what was that; say that again; \
        repeat that; come again; pardon; don't quite catch; didn't catch; not catch; catch up with you; \
        how is that possible; how can that be; no idea what you; i doubt; seems off; sounds off; did you check; \
        did you read; did you use; does that make sense; are we still talking; show each step; show your work; \
        what i said; last thing i said; last thing said; is it really; not sure i; i'm not sure; am not sure; \
        you really think; how so; in what sense; get your words; get what you; check the last; check last; \
        check and confirm; check what; check it again; please check; could you check; can you check; more clear; \
        more clearly; be clear about; say it again; tell me again; tell again; could you repeat; can you repeat; \
        please repeat; not get you; don't get you; didn't get you; not hear; say what; is that so; explain me; \
        explain further; elaborate further; further elaborate; explain it further; what you said; what you have said; \
        what you've said; what you've just said; you just said; can't get that; could not get that; can not get this; \
        not so clear; better explanation; sources of; rephrase again; rephrase your; repeat your; what makes you; \
        how can you be; really sure; absolutely sure; get that number; get that from; where did you find; how certain; \
        talking about; confused; confusing; lost me; you lost me; say again; huh what; explain yourself; \
        makes no sense to me; not following; proven; any proof; proof; making this up; making that up; can i trust; \
        reliable; i thought it was; who said; who says; who told you; according to whom; says where",
    doubt_short: "really; huh; what; source; sources; why; how; sure; wdym; what now; seriously; eh; sorry what; \
        why not; but why; says who; like what; meaning; check and confirm; confirm; elaborate; explain in detail; \
        explain in more detail; explain further; explain more; please elaborate; can you elaborate; elaborate more; \
        explain that; explain please; right; correct; is it; isn't it; can it; does it; wasn't it; didn't it; \
        aren't they; isn't that so; true; yes or no; am i right",
    rephrase: "let me rephrase; i'll rephrase; to rephrase; rephrasing; in other words; what i want is; \
        what i need is; what i'm asking; what i am asking; my question is; my question was; my point is; i'm asking; \
        i am asking; let me ask; let me try again; let me put it; put it another way; put differently; asking again; \
        i repeat; i'm looking for; i am looking for; again my question; i just want to know; \
        i would just like to know; let me be clear; let me clarify; let me explain; as i asked; i just need; \
        different way; asked differently; put it differently; trying to find out; trying to say; what i want to know; \
        trying to understand; trying to ask",
    refine: "make it; make this; make that; make them; rewrite; re-write; reword; shorter; longer; more detail*; \
        more concise; simplify; expand on; expand this; in a table; as a table; in bullet points; as a list; shorten; \
        in more; another version; can you add; add more; please add; please write it; in simpler; more formal; \
        less formal; more casual; in english; redo; rephrase it; rephrase that; rephrase the; remove the; replace the; \
        change the; update the; can you rewrite; translate it; translate this; use instead; full code",
    masks: "thanks in advance; thank you in advance; thanks for your help in advance; thanks giving; thanksgiving; \
        no problem; no problems; no worries; no need to; no matter; no idea if; not bad; can't complain; \
        nothing wrong; not wrong; no mistake*; no error*; without error*; without mistake*; thank you note*; \
        thank you letter*; thank you email*; thank you card*; thank-you; thank you message*; thank you speech*; \
        say thank you; say thanks; what's wrong; what is wrong; whats wrong; what went wrong; what could be wrong; \
        wrong with; wrong way; something wrong with; right or wrong; wrong or right; wrong-way; if wrong; \
        correct or incorrect; good morning; good evening; good afternoon; good night; good day; great britain; \
        good luck; no longer; no more; how to fix; error handling; error message*; handle error*; correct any; \
        correct the; correct this; correct my; correct me if; if it is correct; not only; not sure if; not sure what; \
        not sure how; like you are; actually like; no thanks; no thank you; no. of; looks good on; good at; good for; \
        great for; cool down; nice to meet; perfect for; no one; what if; will not work; fix the; if it works; \
        how it works; see if it works; make sure it works; how that works; explain how it works; it works by; \
        when it works; does that work; did it work; what i said above; that should be; it should be; this should be; \
        which should be; there should be; the output should be; each should be; all should be; they should be; \
        would that be; no response needed; not x; if you don't understand; if you do not understand; \
        do you understand; you have to be; no pun; great wall; i don't want to; i do not want to; sorry for; \
        in case of error; ok with; if this is ok; it's not that; no doubt; no preference; doesn't matter; error code*; \
        false positive*; false negative*; true or false; even though; the good; or not; what's not; whats not; \
        what is not; which is not; not true about; thanks to; wrong side; never good; good enough; the great; \
        the wonderful; the magnificent; grade; if it doesn't work; good enough to; seem to be good",
    sorry: "i apologize; i apologise; apologies; my apologies; sorry about; sorry for; i'm sorry for; i am sorry for; \
        you're right; you are right; you're correct; you are correct; you're absolutely right; \
        you are absolutely right; you're absolutely correct; you are absolutely correct; my mistake; my bad; \
        good catch; i misunderstood; thank you for pointing; thanks for pointing; thank you for bringing; \
        thank you for correcting; thank you for the correction; i see the issue; i made a mistake; i made an error; \
        i'm sorry if; i apologize for; ah, i see; i stand corrected; oh, i see; i see what you mean; i'm sorry about; \
        i'm sorry that; sorry, i misunderstood; i understand your concern; i'm sorry you; sorry that didn't; \
        i see what went wrong",
    welcome: "you're welcome; you are welcome; you're very welcome; glad i could; glad to hear; i'm glad; i am glad; \
        happy to help; happy to hear; my pleasure; glad you; no problem; thank you for your kind; thank you! i'm glad; \
        anytime; i'm happy to hear; i'm happy you; i'm thrilled; great to hear; i'm delighted; great choice; \
        wonderful to hear; i'm so glad; i'm pleased",
    refusal: "i'm sorry, but; i am sorry, but; sorry, but; i apologize, but; i cannot; i can't; i'm unable; \
        i am unable; as an ai; i'm not able; i am not able; i don't have access; i do not have access; i'm afraid i; \
        i'm sorry but; i apologize but; unfortunately, i; unfortunately, as; i'm sorry, as; i'm sorry, i",
};
