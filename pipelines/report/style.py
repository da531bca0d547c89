"""The style sheet of a report: two palettes, one column on a phone, ink-saving on paper."""

_LIGHT = """
--page:#f6f7f9;--card:#ffffff;--ink:#1b2430;--soft:#52606f;--rule:#d9dfe6;--tint:#eef2f7;
--accent:#1f5fae;--fill:#5b8fd0;--mark:#1b2430;--good:#17663a;--good-tint:#e3f3e9;--bad:#a3182d;--bad-tint:#fde8ea;
--warn:#7a4b00;--warn-tint:#fdf0d9;--second:#8a6bbd;--third:#3f9c8c;--gone:#9aa5b1;color-scheme:light"""

_DARK = """
--page:#10151c;--card:#18202a;--ink:#e7ecf2;--soft:#a8b4c1;--rule:#2f3a47;--tint:#212b37;
--accent:#8bbcff;--fill:#4f86cc;--mark:#e7ecf2;--good:#7fdba0;--good-tint:#16321f;--bad:#ff9ea8;--bad-tint:#3d1a20;
--warn:#f0c274;--warn-tint:#372a12;--second:#a98adf;--third:#4fb3a1;--gone:#6b7785;color-scheme:dark"""

_RULES = """
*{box-sizing:border-box}
html{background:var(--page);color:var(--ink);-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0 auto;max-width:1120px;padding:28px 24px 56px;
font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
bdi,p,li,dd,h2,figcaption,code{overflow-wrap:anywhere}
h1{font-size:30px;line-height:1.2;margin:0 0 8px;letter-spacing:-.01em}
h2{font-size:21px;line-height:1.3;margin:0 0 4px}
h3{font-size:16px;margin:24px 0 6px}
p{margin:0 0 12px;max-width:76ch;text-wrap:pretty}
.soft,figcaption,dt{color:var(--soft)}
figcaption{font-size:14px;padding:0 0 6px}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
a{color:var(--accent)}
a:focus-visible,summary:focus-visible,.scroll:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:4px}
.eyebrow{color:var(--soft);font-size:14px;margin:0 0 4px}
header{margin-bottom:20px}
nav ul{display:flex;flex-wrap:wrap;gap:4px 18px;list-style:none;margin:16px 0 0;padding:0;font-size:15px}
nav a{display:inline-block;padding:4px 0}
section{background:var(--card);border:1px solid var(--rule);border-radius:12px;padding:20px 22px 22px;margin:0 0 18px}
.badge{display:inline-block;white-space:nowrap;
border-radius:999px;padding:1px 12px;font-size:14px;font-weight:600;background:var(--tint)}
.badge.good{background:var(--good-tint);color:var(--good)}
.badge.bad{background:var(--bad-tint);color:var(--bad)}
.badge.warn{background:var(--warn-tint);color:var(--warn)}
.alert{border-color:var(--bad);border-left-width:6px}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin:0 0 18px;padding:0}
.tiles div{background:var(--card);border:1px solid var(--rule);border-radius:12px;padding:12px 16px}
.tiles dt{font-size:14px}
.tiles dd{margin:0;font-size:25px;font-weight:650;line-height:1.25;font-variant-numeric:tabular-nums}
.tiles dd+dd{font-size:14px;font-weight:400;color:var(--soft);line-height:1.45}
dl.facts{display:grid;grid-template-columns:minmax(110px,max-content) 1fr;gap:4px 18px;margin:0}
dl.facts dd{margin:0;min-width:0}
code{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.scroll{position:relative;overflow-x:auto;max-width:100%;margin:0 0 8px;
background:linear-gradient(to left,var(--card) 30%,transparent) right/32px 100% no-repeat local,
linear-gradient(to left,var(--rule),transparent) right/14px 100% no-repeat scroll}
table{border-collapse:collapse;width:100%;font-size:15px;font-variant-numeric:tabular-nums}
th,td{padding:6px 14px 6px 0;text-align:left;vertical-align:middle;border-bottom:1px solid var(--rule);min-width:4ch}
tbody tr:last-child>*{border-bottom:0}
thead th{white-space:nowrap;font-size:13px;font-weight:600;color:var(--soft);vertical-align:bottom}
tbody th{font-weight:500;min-width:14ch;max-width:30ch}
.n{white-space:nowrap}
td code{white-space:nowrap}
ol.choices{columns:2;font-size:14px;margin:6px 0;padding-left:24px}
td:has(>svg){width:45%;min-width:110px}
svg{display:block;overflow:visible}
svg text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;fill:var(--soft);
unicode-bidi:isolate;font-variant-numeric:tabular-nums}
.fill{fill:var(--fill)}.grid,.rail{stroke:var(--rule)}.axis{stroke:var(--soft)}
.mark{stroke:var(--mark);stroke-width:1.5;stroke-dasharray:4 3}
.whisker{stroke:var(--mark);stroke-width:1.5}
.spread{stroke:var(--fill);stroke-width:9;stroke-opacity:.55;stroke-linecap:round}
.dot{fill:var(--accent);stroke:var(--card);stroke-width:1.5}
.complete{fill:var(--fill);fill-opacity:.75}
.pruned{fill:none;stroke:var(--soft);stroke-width:1.5}
.best{fill:var(--bad);stroke:var(--card);stroke-width:2}
rect.succeeded{fill:var(--fill)}rect.cached{fill:var(--third)}rect.failed,rect.timed-out{fill:var(--bad)}
rect.cancelled,rect.skipped{fill:var(--gone)}
rect.train{fill:var(--fill)}rect.validation{fill:var(--second)}rect.test{fill:var(--third)}
rect.kept{fill:var(--fill)}rect.refused{fill:var(--bad)}rect.repeated{fill:var(--gone)}
.parts{border-radius:5px;overflow:hidden;margin:8px 0}
.legend{display:flex;flex-wrap:wrap;gap:2px 20px;list-style:none;margin:0 0 12px;padding:0;font-size:15px}
.legend svg{display:inline-block;margin-right:7px;vertical-align:-1px}
.legend circle{vector-effect:non-scaling-stroke}
.stage rect{fill:var(--tint);stroke:var(--fill);stroke-width:1.5}
.stage.cached rect{stroke:var(--third);stroke-dasharray:5 3}
.stage.failed rect,.stage.timed-out rect{fill:var(--bad-tint);stroke:var(--bad);stroke-width:2.5}
.stage.not-taken rect,.stage.not-reached rect,.stage.skipped rect,.stage.cancelled rect{
fill:none;stroke:var(--gone);stroke-dasharray:2 3}
.stage .name{font-size:13px;font-weight:600;fill:var(--ink)}
.stage.failed text,.stage.timed-out text{fill:var(--bad)}
.edge{fill:none;stroke:var(--gone);stroke-width:1.5}
.flow{margin:12px auto 10px;max-width:none}
.tall{display:none}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,380px),1fr));gap:8px 36px}
.slices{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,270px),1fr));gap:14px 32px}
figure{margin:8px 0 0;min-width:0}
.slices figcaption{color:var(--ink);font-weight:600}
details{margin-top:10px}
summary{cursor:pointer;color:var(--accent);padding:4px 0;width:fit-content}
ul.plain{margin:0 0 12px;padding-left:20px}
footer{color:var(--soft);font-size:14px}
@media (max-width:640px){
body{padding:18px 12px 40px}section{padding:16px 14px 18px;border-radius:10px}h1{font-size:25px}h2{font-size:19px}
.tiles{grid-template-columns:1fr 1fr;gap:8px}.tiles div{padding:10px 12px}.tiles dd{font-size:21px}
.wide{display:none}.tall{display:block}dl.facts{grid-template-columns:1fr;gap:0}dl.facts dd{margin-bottom:8px}
th,td{padding-right:10px}table{font-size:14px}tbody th{min-width:12ch}
td:has(>svg){width:30%;min-width:64px}
}
@media print{
body{max-width:none;padding:0;font-size:12px}html{background:#fff}nav{display:none}
section,.tiles div{border-color:#bbb}section{padding:12px 0;border-width:1px 0 0;border-radius:0;margin:0}
.scroll{overflow:visible}.flow{width:100%;height:auto}tr,figure,.tiles div,.flow{break-inside:avoid}h2,h3{break-after:avoid}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
"""

# On paper the light palette holds whatever the screen's is.
CSS = f":root{{{_LIGHT}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{_DARK}}}}}\n{_RULES}".replace("\n", "")
