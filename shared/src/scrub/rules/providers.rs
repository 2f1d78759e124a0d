//! Keys that tell their provider by how they begin: one row each, tried only where its prefix stands.
//!
//! In the samples `§` stands for nothing: it keeps invented keys from looking real here. What a key must be besides
//! well-formed is said by [`super::secret::is_key`]: drawn at random, and not one of the usual stand-ins.

use super::secret::is_key;
use super::{Cue, Rule};
use crate::scrub::PiiType;

macro_rules! keys {
    ($($id:literal, $cues:expr, $pattern:literal, $matches:expr, $ignores:expr;)*) => {
        &[$(Rule {
            id: concat!("secret.", $id),
            kind: PiiType::Secret,
            cue: Cue::Start(&[&$cues]),
            pattern: $pattern,
            check: is_key,
            confidence: 0.99,
            #[cfg(test)]
            matches: &$matches,
            #[cfg(test)]
            ignores: &$ignores,
        }),*]
    };
}

pub(super) const RULES: &[Rule] = keys! {
    "openai", ["sk-"], r"\bsk-(?:proj-|svcacct-|admin-|None-)?[\w-]{16,}", ["sk-§proj-a8Jk2LmN0pQ4rS6tU8vW"], ["sk-learn-contrib-is-a-package-name", "sk-your-api-key-goes-here-123"];
    "stripe", ["_live_", "_test_"], r"\b(?:sk|rk|pk)_(?:live|test)_[0-9A-Za-z]{16,}", ["rk_li§ve_4eC39HqLyjWDarjtT1zdp7dc"], ["sk_live_xxxxxxxxxxxxxxxxxxxx", "is_live_stream_12"];
    "stripe-webhook", ["whsec_"], r"\bwhsec_[\w+/=]{20,80}", ["whse§c_Q2hhbmdlTm90VGhpcw94jf83hs"], ["whsec_short"];
    "github", ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"], r"\bgh[pousr]_[0-9A-Za-z]{20,255}", ["key: ghp§_16C7e42F292c6912E7710c838347Ae178B4a"], ["ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"];
    "github-fine", ["github_pat_"], r"\bgithub_pat_\w{22,255}", ["github§_pat_11ABCDEFG0abcdefghijkl_mnop4"], ["github_pat_ prefix"];
    "gitlab", ["glpat-", "gldt-", "glrt-", "glptt-", "glcbt-", "gloas-", "glsoat-", "glft-", "glagent-", "glimt-", "glffct-"], r"\bgl(?:pat|dt|rt|ptt|cbt|oas|soat|ft|agent|imt|ffct)-[\w.-]{16,}", ["glpa§t-x9Kq2LmN7pR4sT6vW8yZ"], ["glpat-your-token-here"];
    "slack", ["xox"], r"\bxox[a-z]-[\w-]{10,}", ["xoxb§-123456789012-abcdefABCDEF"], ["xoxo-hugs-and-kisses"];
    "slack-app", ["xapp-"], r"\bxapp-\d-[\w-]{20,}", ["xapp§-1-A02B3C4D5E6-1234567890123-0a1b2c3d4e"], ["xapp-1-short"];
    "aws", ["akia", "asia", "abia", "acca", "aroa", "aida", "agpa", "anpa"], r"\b(?:AKIA|ASIA|ABIA|ACCA|AROA|AIDA|AGPA|ANPA)[A-Z2-7\d]{16}\b", ["AKIA§IOSFODNN7QRSTUVW"], ["AKIAIOSFODNN7EXAMPLE", "ASIA PACIFIC REGION 2024"];
    "google", ["aiza"], r"\bAIza[\w-]{30,45}", ["AIza§SyD4f9K2lmN8pQ0rS1tU2vW3xY4zA5bC6d"], ["AIzaShort"];
    "google-oauth", ["ya29.", "gocspx-", "1//0"], r"\b(?:ya29\.[\w-]{20,}|GOCSPX-[\w-]{20,60}|1//0[\w-]{30,})", ["GOCS§PX-a8Jk2LmN0pQ4rS6tU8vWxY0zA1bC", "ya2§9.a0AfH6SMBx9Kq2LmN7pR4sT6"], ["ya29.short"];
    "hugging-face", ["hf_"], r"\bhf_[A-Za-z\d]{20,60}", ["hf_§AbCdEfGhIjKlMnOpQrStUvWxYz012345"], ["hf_hub_download", "hf_xxxxxxxxxxxxxxxxxxxxxxxxxx"];
    "npm", ["npm_"], r"\bnpm_[A-Za-z\d]{30,60}", ["npm_§1A2b3C4d5E6f7G8h9I0j1K2l3M4n5O6p7Q8r"], ["npm_config_cache", "npm_lifecycle_event"];
    "pypi", ["pypi-"], r"\bpypi-[\w-]{40,}", ["pypi§-AgEIcHlwaS5vcmcCJDU3ZjE2YjQwLTk4NzYtNGZlZC1h"], ["pypi-publish action"];
    "sendgrid", ["sg."], r"\bSG\.[\w-]{16,40}\.[\w-]{16,80}", ["SG.§ngeVfQFYQlKU0ufo8x5d1A.TwL2iGABf9DHoTf09kqeF8tAmbihYzrnopKc"], ["SG.com.au"];
    "mailgun", ["key-"], r"\bkey-[0-9a-f]{32}\b", ["key-§0a1b2c3d4e5f60718293a4b5c6d7e8f9"], ["key-value-store-engine-2"];
    "mailchimp", ["-us"], r"\b[0-9a-f]{32}-us\d{1,2}\b", ["0a1b2c3d4e5f60718§293a4b5c6d7e8f9-us14"], ["en-us", "region-us1"];
    "twilio", ["ac0", "ac1", "ac2", "ac3", "ac4", "ac5", "ac6", "ac7", "ac8", "ac9", "aca", "acb", "acc", "acd", "ace", "acf", "sk0", "sk1", "sk2", "sk3", "sk4", "sk5", "sk6", "sk7", "sk8", "sk9", "ska", "skb", "skc", "skd", "ske", "skf"], r"\b(?:AC|SK)[0-9a-f]{32}\b", ["AC0a1b2c3d4e§5f60718293a4b5c6d7e8f9"], ["ACCESS", "acceleration 32"];
    "digitalocean", ["doo_v1_", "dop_v1_", "dor_v1_"], r"\bdo[opr]_v1_[0-9a-f]{64}\b", ["dop_§v1_0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9"], ["dop_v1_token"];
    "shopify", ["shpat_", "shpss_", "shpca_", "shppa_"], r"\bshp(?:at|ss|ca|pa)_[0-9a-fA-F]{32}\b", ["shpa§t_0a1b2c3d4e5f60718293a4b5c6d7e8f9"], ["shpat_token"];
    "replicate", ["r8_"], r"\br8_[A-Za-z\d]{30,50}", ["r8_§AbCdEfGhIjKlMnOpQrStUvWxYz01234567890"], ["r8_unorm_format"];
    "groq", ["gsk_"], r"\bgsk_[A-Za-z\d]{30,80}", ["gsk_§AbCdEfGhIjKlMnOpQrStUvWxYz0123456789"], ["gsk_renderer_new"];
    "xai", ["xai-"], r"\bxai-[A-Za-z\d]{40,}", ["xai-§AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfGh"], ["xai-methods"];
    "perplexity", ["pplx-"], r"\bpplx-[A-Za-z\d]{30,80}", ["pplx§-AbCdEfGhIjKlMnOpQrStUvWxYz0123456789"], ["pplx-70b-online"];
    "tavily", ["tvly-"], r"\btvly-[\w-]{20,60}", ["tvly§-AbCdEfGhIjKlMnOpQrStUv01"], ["tvly-your-key"];
    "figma", ["figd_"], r"\bfigd_[\w-]{20,80}", ["figd§_AbCdEfGhIjKlMnOpQrSt-uv01"], ["figd_x"];
    "linear", ["lin_api_"], r"\blin_api_[A-Za-z\d]{30,60}", ["lin_§api_AbCdEfGhIjKlMnOpQrStUvWxYz012345"], ["lin_api_key"];
    "square", ["sq0", "eaaa"], r"\bsq0[a-z]{3}-[\w-]{20,60}|\bEAAA[\w-]{40,}", ["sq0a§tp-AbCdEfGhIjKlMnOpQrSt01"], ["sq0abc-x"];
    "facebook", ["eaac", "eaab"], r"\bEAA[BC][A-Za-z\d]{60,}", ["EAAC§EdEose0cBAAbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfGhIjKlMnOpQrSt"], ["EAACtion"];
    "nvidia", ["nvapi-"], r"\bnvapi-[\w-]{40,}", ["nvap§i-AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfGh"], ["nvapi-docs"];
    "docker", ["dckr_pat_", "dckr_oat_"], r"\bdckr_[po]at_[\w-]{20,60}", ["dckr§_pat_AbCdEfGhIjKlMnOpQrStUvWx0z1"], ["dckr_pat_x"];
    "atlassian", ["atatt3", "atctt3", "atbb"], r"\b(?:AT[AC]TT3[\w=-]{60,}|ATBB[A-Za-z\d]{24,40})", ["ATAT§T3xFfGF0AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfGhIjKlMnOpQrStUvWxYz01"], ["ATBB is short"];
    "rubygems", ["rubygems_"], r"\brubygems_[0-9a-f]{40,60}", ["ruby§gems_0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f6071"], ["rubygems_mfa_required"];
    "hubspot", ["pat-na", "pat-eu"], r"\bpat-(?:na|eu)\d-[\w-]{30,60}", ["pat-§na1-0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"], ["pat-na1-x"];
    "notion", ["ntn_", "secret_"], r"\b(?:ntn|secret)_[A-Za-z\d]{36,60}", ["ntn_§12345678901AbCdEfGhIjKlMnOpQrStUvWxYz012345678"], ["secret_access_key", "secret_manager_client_configuration_default"];
    "vault", ["hvs.", "hvb.", "hvr."], r"\bhv[sbr]\.[\w-]{20,}", ["hvs.§CAESIAbCdEfGhIjKlMnOpQ01"], ["hvs.com"];
    "supabase", ["sbp_", "sb_secret_"], r"\b(?:sbp_[0-9a-f]{30,60}|sb_secret_[\w-]{20,60})", ["sbp_§0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d"], ["sbp_x"];
    "age", ["age-secret-key-1"], r"\bAGE-SECRET-KEY-1[A-Z\d]{50,70}", ["AGE-§SECRET-KEY-1QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7LQPZRY9X8GF2TVDW0S3JN54"], ["AGE-SECRET-KEY-1..."];
    "langsmith", ["lsv2_"], r"\blsv2_(?:pt|sk)_\w{30,80}", ["lsv2§_pt_0a1b2c3d4e5f60718293a4b5c6d7e8f9_0a1b2c3d4e"], ["lsv2_pt_x"];
    "posthog", ["phc_", "phx_"], r"\bph[cx]_[A-Za-z\d]{30,60}", ["phc_§AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdE"], ["phc_init"];
    "new-relic", ["nrak-", "nrjs-", "nraa-"], r"\bNR(?:AK|JS|AA)-[A-Za-z\d]{19,40}", ["NRAK§-0A1B2C3D4E5F6G7H8I9J0K1L2M3"], ["NRAK-KEY"];
    "databricks", ["dapi"], r"\bdapi[0-9a-f]{32}(?:-\d)?\b", ["dapi§0a1b2c3d4e5f60718293a4b5c6d7e8f9"], ["dapi_client"];
    "grafana", ["glsa_", "glc_"], r"\bgl(?:sa|c)_[\w=+/-]{30,}", ["glsa§_AbCdEfGhIjKlMnOpQrStUvWxYz012345_0a1b2c3d"], ["glc_x"];
    "pulumi", ["pul-"], r"\bpul-[0-9a-f]{40}\b", ["pul-§0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d"], ["pul-x"];
    "sentry", ["sntrys_", "sntryu_"], r"\bsntry[su]_[\w=+/-]{30,}", ["sntr§ys_eyJpYXQiOjE2ODczMzY1NDMuNjk4NTksInVy"], ["sntrys_x"];
    "cerebras", ["csk-"], r"\bcsk-[a-z\d]{30,80}", ["csk-§0a1b2c3d4e5f60718293a4b5c6d7e8f9"], ["csk-x"];
    "fireworks", ["fw_"], r"\bfw_[A-Za-z\d]{20,60}\b", ["fw_§3ZAbCdEfGhIjKlMnOpQrStUv"], ["fw_update_firmware", "fw_cfg"];
    "resend", ["re_"], r"\bre_[A-Za-z\d]{6,12}_[A-Za-z\d]{16,40}\b", ["re_§AbCd1234_EfGhIjKlMnOpQrStUv12"], ["re_compile_pattern", "are_valid_names"];
    "tailscale", ["tskey-"], r"\btskey-[a-z]+-[\w-]{16,80}", ["tske§y-auth-kAbCdEf1CNTRL-GhIjKlMnOpQrStUvWxYz01"], ["tskey-auth-"];
    "nuget", ["oy2"], r"\boy2[a-z\d]{43}\b", ["oy2§abcdefghijklmnopqrstuvwxyz0123456789abcdefg"], ["oy2"];
    "postman", ["pmak-"], r"\bPMAK-[0-9a-f]{24}-[0-9a-f]{34}\b", ["PMAK§-0a1b2c3d4e5f60718293a4b5-0a1b2c3d4e5f60718293a4b5c6d7e8f90a"], ["PMAK-x"];
    "mapbox", ["pk.eyj", "sk.eyj", "tk.eyj"], r"\b[pst]k\.eyJ[\w-]{20,}\.[\w-]{16,}", ["pk.e§yJ1IjoiYWRhIiwiYSI6ImNrYWJjZGVmIn0.AbCdEfGhIjKlMnOp01"], ["pk.eyJ"];
    "planetscale", ["pscale_"], r"\bpscale_(?:tkn|pw|oauth)_[\w.=-]{30,}", ["psca§le_tkn_AbCdEfGhIjKlMnOpQrStUvWxYz01234567"], ["pscale_tkn_x"];
    "fly", ["fo1_", "fm1r_", "fm1a_", "fm2_"], r"\bfo1_[\w-]{40,}|\bfm(?:1[ra]|2)_[A-Za-z\d+/=]{40,}", ["fo1_§AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfG"], ["fm2_x"];
    "contentful", ["cfpat-"], r"\bCFPAT-[\w-]{40,}", ["CFPA§T-AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfG"], ["CFPAT-x"];
    "alibaba", ["ltai"], r"\bLTAI[A-Za-z\d]{12,26}\b", ["LTAI§5tAbCdEfGhIjKlMnOp01"], ["LTAIR"];
    "tencent", ["akid"], r"\bAKID[A-Za-z\d]{32}\b", ["AKID§AbCdEfGhIjKlMnOpQrStUvWxYz012345"], ["AKIDS"];
    "jina", ["jina_"], r"\bjina_[A-Za-z\d_-]{50,70}", ["jina§_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfGhIjKlMnOpQrSt"], ["jina_embeddings"];
    "firecrawl", ["fc-"], r"\bfc-[0-9a-f]{32}\b", ["fc-§0a1b2c3d4e5f60718293a4b5c6d7e8f9"], ["fc-cache"];
    "e2b", ["e2b_"], r"\be2b_[0-9a-f]{40}\b", ["e2b_§0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d"], ["e2b_x"];
    "vercel", ["vercel_blob_rw_", "vcp_", "vci_", "vca_"], r"\bvercel_blob_rw_[A-Za-z\d_]{30,}|\bvc[pia]_[A-Za-z\d]{40,}", ["verc§el_blob_rw_AbCdEfGh1234_IjKlMnOpQrStUvWxYz0123"], ["vercel_blob_rw_x"];
    "neon", ["napi_"], r"\bnapi_[a-z\d]{50,70}\b", ["napi§_abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrst"], ["napi_create_function"];
    "elevenlabs", ["sk_"], r"\bsk_[0-9a-f]{40,64}\b", ["sk_§0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f6071"], ["sk_buff", "task_id_map"];
    "brave", ["bsa"], r"\bBSA[A-Za-z\d_-]{27,30}\b", ["BSA§AbCdEfGhIjKlMnOpQrStUvWxY01"], ["BSA is a set", "BSA-style-names-are-not-keys"];
    "doppler", ["dp.pt.", "dp.st.", "dp.ct.", "dp.sa."], r"\bdp\.(?:pt|st|ct|sa)\.[\w.]{40,80}", ["dp.p§t.AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfG"], ["dp.pt.x"];
    "airtable", ["pat"], r"\bpat[A-Za-z\d]{14}\.[0-9a-f]{64}\b", ["patA§bCdEfGhIjKl01.0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9"], ["path.join", "patch.dict"];
    "yandex", ["t1.", "y0_", "aqvn"], r"\bt1\.[A-Z\da-z_-]{30,}={0,2}\.[\w-]{40,}={0,2}|\by[0-3]_[\w-]{50,60}|\bAQVN[\w-]{35,38}", ["AQVN§AbCdEfGhIjKlMnOpQrStUvWxYz0123456789a"], ["t1.id", "y0_max"];
    "onepassword", ["ops_eyj"], r"\bops_eyJ[A-Za-z\d+/=_-]{60,}", ["ops_§eyJzaWduSW5BZGRyZXNzIjoiYWRhIn0AbCdEfGhIjKlMnOpQrStUvWxYz012345678"], ["ops_eyJ"];
    "cloudflare-origin", ["v1.0-"], r"\bv1\.0-[0-9a-f]{24}-[0-9a-f]{64,146}\b", ["v1.0§-0a1b2c3d4e5f60718293a4b5-0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9"], ["v1.0-beta"];
    "discord", [".g", ".x", ".y"], r"\b[MNO][A-Za-z\d]{23,27}\.[\w-]{6}\.[\w-]{27,45}\b", ["MTA§yMzQ1Njc4OTAxMjM0NTY3OA.GaBcDe.AbCdEfGhIjKlMnOpQrStUvWxYz0123456789ab"], ["M.get.x"];
    "telegram", [":aa"], r"\b\d{8,10}:AA[\w-]{30,40}", ["123456789:AA§Hdqtcvch1vGWJxfSeofSAs0K5PALDsaw"], ["12345:AAB", "10:AA:BB"];
    "clojars", ["clojars_"], r"(?i)\bclojars_[a-z\d]{60}\b", ["CLOJ§ARS_abcdefghij0123456789abcdefghij0123456789abcdefghij0123456789"], ["clojars_user"];
    "readme", ["rdme_"], r"\brdme_[a-z\d]{70}\b", ["rdme§_abcdefghij0123456789abcdefghij0123456789abcdefghij0123456789abcdefghij"], ["rdme_x"];
    "easypost", ["ezak", "eztk"], r"\bEZ[AT]K[A-Za-z\d]{54}\b", ["EZAK§AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfGhIjKlMnOpQr"], ["EZAKx"];
    "frame", ["fio-u-"], r"\bfio-u-[\w=-]{60,66}", ["fio-§u-AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfGhIjKlMnOpQrStUvWxYz01"], ["fio-u-x"];
    "duffel", ["duffel_"], r"\bduffel_(?:test|live)_[\w=-]{43}", ["duff§el_live_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfG"], ["duffel_live_x"];
    "buildkite", ["bkua_"], r"\bbkua_[0-9a-f]{40}\b", ["bkua§_0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d"], ["bkua_x"];
};
