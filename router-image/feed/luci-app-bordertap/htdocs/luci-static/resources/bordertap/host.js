'use strict';
'require baseclass';

// Made of host/ by 'npm run luci' (router-image/luci/forms.ts). Do not edit it here.

var host=(()=>{var __defProp=Object.defineProperty;var __getOwnPropDesc=Object.getOwnPropertyDescriptor;var __getOwnPropNames=Object.getOwnPropertyNames;var __hasOwnProp=Object.prototype.hasOwnProperty;var __export=(target,all)=>{for(var name in all)__defProp(target,name,{get:all[name],enumerable:true})};var __copyProps=(to,from,except,desc)=>{
if(from&&typeof from==="object"||typeof from==="function"){for(let key of __getOwnPropNames(from))if(!__hasOwnProp.
call(to,key)&&key!==except)__defProp(to,key,{get:()=>from[key],enumerable:!(desc=__getOwnPropDesc(from,key))||
desc.enumerable})}return to};var __toCommonJS=mod=>__copyProps(__defProp({},"__esModule",{value:true}),mod);var forms_exports2={};__export(forms_exports2,{FORMS:()=>FORMS,bytesText:()=>bytesText,countText:()=>countText,
countryCodes:()=>countryCodes,countryName:()=>countryName,durationText:()=>durationText,isReadable:()=>isReadable,
percentText:()=>percentText,printable:()=>printable});var forms_exports={};__export(forms_exports,{ADDRESS:()=>ADDRESS,CIDR:()=>CIDR,COUNTRY:()=>COUNTRY,DEVICE_NAME:()=>DEVICE_NAME,
HOST:()=>HOST,INTERFACE:()=>INTERFACE,MAC:()=>MAC,PATH:()=>PATH,SECURE_URL:()=>SECURE_URL,SHA256:()=>SHA256,WEB_URL:()=>WEB_URL});var IPV4_BITS=32;var IPV6_BITS=128;var GROUPS=8;var V4_MAPPED=0xffff00000000n;var ALL_64=0xffffffffffffffffn;var CODE_0=48;var CODE_9=57;var CODE_DOT=46;var CODE_COLON=58;var halves=new BigUint64Array(
2);var halfWords=new Uint32Array(halves.buffer);var octets=Array.from({length:256},(_,octet)=>String(octet));function ipv4Address(bits){
return{ipv6:false,high:0n,low:V4_MAPPED|BigInt(bits>>>0)}}function parseQuad(text,from,to){let value=0;let octet=-1;
let dots=0;for(let at=from;at<to;at++){const code=text.charCodeAt(at);if(code===CODE_DOT){if(octet<0)return-1;
value=value*256+octet;octet=-1;dots++}else if(code>=CODE_0&&code<=CODE_9){if(octet===0)return-1;octet=(octet<0?
0:octet*10)+(code-CODE_0);if(octet>255)return-1}else{return-1}}return dots===3&&octet>=0?value*256+octet:-1}function hexDigit(code){
if(code>=CODE_0&&code<=CODE_9)return code-CODE_0;const lower=code|32;return lower>=97&&lower<=102?lower-97+10:
-1}function parseIpv6(text){const groups=new Uint16Array(GROUPS);const end=text.length;let count=0;let gap=-1;
let at=0;if(text.charCodeAt(0)===CODE_COLON){if(text.charCodeAt(1)!==CODE_COLON)return void 0;gap=0;at=2}while(at<
end){const start=at;let value=0;for(;at<end;at++){const digit=hexDigit(text.charCodeAt(at));if(digit<0)break;value=
value*16+digit;if(at-start===4)return void 0}if(at===start||count===GROUPS)return void 0;if(at<end&&text.charCodeAt(
at)===CODE_DOT){const quad=parseQuad(text,start,end);if(quad<0||count>GROUPS-2)return void 0;groups[count++]=quad>>>
16;groups[count++]=quad&65535;break}groups[count++]=value;if(at===end)break;if(text.charCodeAt(at++)!==CODE_COLON||
at===end)return void 0;if(text.charCodeAt(at)===CODE_COLON){if(gap>=0)return void 0;gap=count;at++}}if(gap<0?count!==
GROUPS:count===GROUPS)return void 0;if(gap>=0){groups.copyWithin(GROUPS-(count-gap),gap,count);groups.fill(0,gap,
GROUPS-(count-gap))}return{ipv6:true,high:quarter(groups,0),low:quarter(groups,4)}}function quarter(groups,first){
const upper=groups[first]*65536+groups[first+1];const lower=groups[first+2]*65536+groups[first+3];return BigInt(
upper)<<32n|BigInt(lower)}function parseAddress(text){if(text.includes(":"))return parseIpv6(text);const bits=parseQuad(
text,0,text.length);return bits<0?void 0:ipv4Address(bits)}function formatQuad(bits){return"".concat(octets[bits>>>
24],".").concat(octets[bits>>>16&255],".").concat(octets[bits>>>8&255],".").concat(octets[bits&255])}function formatAddress(address){
halves[0]=address.high;halves[1]=address.low;if(!address.ipv6)return formatQuad(halfWords[2]);let run=0;let best=0;
let bestRun=1;for(let group=0;group<GROUPS;group++){run=groupOf(group)===0?run+1:0;if(run>bestRun){bestRun=run;
best=group-run+1}}if(bestRun===1)best=GROUPS;const dotted=best===0&&(bestRun===6||bestRun===5&&groupOf(5)===65535);
let text="";for(let group=0;group<GROUPS;group++){if(group===best){text+=group+bestRun===GROUPS?"::":":";group+=
bestRun-1;continue}if(group!==0)text+=":";if(dotted&&group===6)return text+formatQuad(halfWords[2]);text+=groupOf(
group).toString(16)}return text}function groupOf(group){const word=halfWords[(group&4)>>1|~(group>>1)&1];return(group&
1)===0?word>>>16:word&65535}function maskAddress(address,length){const bits=address.ipv6?length:length+IPV6_BITS-IPV4_BITS;const high=bits>=
64?ALL_64:ALL_64<<BigInt(64-bits)&ALL_64;const low=bits<=64?0n:ALL_64<<BigInt(IPV6_BITS-bits)&ALL_64;return{ipv6:address.
ipv6,high:address.high&high,low:address.low&low}}function parsePrefix(text){const slash=text.indexOf("/");if(slash<0)return void 0;const address=parseAddress(text.
slice(0,slash));const digits=text.slice(slash+1);if(!address||!/^(0|[1-9][0-9]{0,2})$/.test(digits))return void 0;
const length=Number(digits);if(length>(address.ipv6?IPV6_BITS:IPV4_BITS))return void 0;return{address:maskAddress(
address,length),length}}var UNPRINTABLE=[[0,31],[127,159],[173,173],[1564,1564],[8203,8207],[8232,8238],[8288,8303],[55296,57343],[65279,
65279],[65529,65531],[917504,921599]];function printable(text){let shown="";for(const character of text){const code=character.
codePointAt(0);shown+=UNPRINTABLE.some(([first,last])=>code>=first&&code<=last)?escaped(code):character}return shown}
function escaped(code){const digits=code.toString(16);if(code<256)return"\\x".concat(digits.padStart(2,"0"));return code<
65536?"\\u".concat(digits.padStart(4,"0")):"\\u{".concat(digits,"}")}var ERRORS={FILE_UNREADABLE:{exitCode:1,what:"cannot read",remedy:"Check the path and its permissions."},OUTPUT_UNWRITABLE:{
exitCode:1,what:"cannot write",remedy:"Check that the folder exists, is writable and has room."},CAPTURE_FORMAT:{
exitCode:1,what:"not a capture",remedy:"Give a pcap or pcapng file, for instance one that tcpdump -w wrote."},
NO_SUPPORTED_INTERFACE:{exitCode:1,what:"no interface of a link type that can be read in",remedy:"Capture on E\
thernet, raw IP, PPP, NULL/LOOP, LINUX_SLL or NFLOG."},GEO_TABLE_MISSING:{exitCode:1,what:"no country table at",
remedy:"Build it with 'npm run build', or name another with --geo."},GEO_TABLE_INVALID:{exitCode:1,what:"not a\
 usable country table",remedy:"Build it anew with 'bordertap geo build'."},GEO_SOURCE_INVALID:{exitCode:2,what:"\
cannot use the country data in",remedy:"Give a CSV of 'first,last,CC' or an MMDB with country codes."},GEO_OVERRIDE_INVALID:{
exitCode:2,what:"cannot use the overrides in",remedy:"Mend every line named here; 'CIDR,CC' such as 192.0.2.0/\
24,NL, and # for comments."},GEO_TABLE_TOO_LARGE:{exitCode:1,what:"cannot build",remedy:"Leave the second opin\
ion out, or give sources with fewer ranges."},GEO_UPDATE_FAILED:{exitCode:1,what:"no new country table from",remedy:"\
The table in use stays. To use another all the same, build it with 'geo build' and name it in geo.table."},GEO_ROLLBACK_IMPOSSIBLE:{
exitCode:1,what:"cannot go back in",remedy:"The table that came with the program is in use."},ASN_TABLE_MISSING:{
exitCode:1,what:"no table of autonomous systems at",remedy:"Build it with 'npm run build', name another with -\
-asn, or leave it out with --no-asn."},ASN_TABLE_INVALID:{exitCode:1,what:"not a usable table of autonomous sy\
stems",remedy:"Build it anew with 'bordertap geo build --asn', or leave it out with --no-asn."},ASN_SOURCE_INVALID:{
exitCode:2,what:"cannot use the AS data in",remedy:"Give a CSV of 'first,last,asn,organization'."},ASN_TABLE_TOO_LARGE:{
exitCode:1,what:"cannot build",remedy:"Give sources with fewer ranges."},VENDOR_TABLE_INVALID:{exitCode:1,what:"\
not a usable vendor table",remedy:"Build it anew with 'npm run build', or remove it: devices are then shown wi\
thout vendors."},DEVICE_NAME_INVALID:{exitCode:2,what:"cannot use the device names in",remedy:"Mend every one \
named here; --name DEVICE=NAME, with a MAC or an address as reports print it."},RUNTIME_TOO_OLD:{exitCode:1,what:"\
cannot run by",remedy:"Install Node.js 20 or later; for OpenWrt there is the package bordertap-node."},ADDON_UNAVAILABLE:{
exitCode:1,what:"cannot load",remedy:"Build for this kind of machine with 'npm run build'; x64 and arm64 with \
glibc or musl are known to work."},CONFIG_INVALID:{exitCode:2,what:"cannot use the configuration in",remedy:"M\
end everything named here; 'bordertap check' looks at it again."},UCI_UNREADABLE:{exitCode:1,what:"uci does no\
t read",remedy:"See what 'uci export bordertap' says, as the same user. The file as it was installed is /usr/l\
ib/bordertap/manual."},UCI_CHANGES_STAGED:{exitCode:1,what:"uci has not written",remedy:"See them with 'uci ch\
anges bordertap', then 'uci commit bordertap' or 'uci revert bordertap'."},UCI_UNWRITABLE:{exitCode:1,what:"uc\
i does not write",remedy:"See that the file system has room, and that you may write there; 'bordertap check' s\
ays what is there now. Where there is no uci, 'config import --dry-run' prints what a router's would be told."},
CLASSIFIER_MISSING:{exitCode:1,what:"no classifier at",remedy:"Build it with 'npm run build'."},CLASSIFIER_VERSION:{
exitCode:1,what:"classifier of another version",remedy:"Build both halves together with 'npm run build'."},HTTP_LISTEN:{
exitCode:1,what:"cannot answer HTTP on",remedy:"Give an address of this machine, and a port that no other prog\
ram has."},HTTP_TOKEN_MISSING:{exitCode:2,what:"no token for",remedy:"Give one (--token-file), or listen on 12\
7.0.0.1 or ::1."},ENDPOINT_UNREACHABLE:{exitCode:1,what:"no answer from",remedy:"Start 'bordertap run' or 'bor\
dertap replay FILE --serve', or name another endpoint with --url."},ENDPOINT_REFUSED:{exitCode:1,what:"refused\
 by",remedy:"Mend what the reason names; --token-file gives the token, --url the endpoint."},ENDPOINT_ANSWER:{
exitCode:1,what:"no answer of bordertap's from",remedy:"Check with --url that it is a bordertap of this versio\
n."},FLOW_FILTER_INVALID:{exitCode:2,what:"cannot use the filters of",remedy:"Mend every one named here; 'bord\
ertap flows --help' tells what each takes."},LAN_INTERFACE_MISSING:{exitCode:2,what:"no LAN side to tell from \
the world in",remedy:"Name the LAN's interfaces in bordertap.interfaces."},MARK_BITS_TAKEN:{exitCode:2,what:"c\
annot use the mark bits",remedy:"Set bordertap.mark_mask to adjacent bits that nobody else uses, such as 0x00f\
f0000."},NFT_MISSING:{exitCode:1,what:"cannot run",remedy:"Install nftables (OpenWrt: nftables-json)."},NFT_NOT_PERMITTED:{
exitCode:1,what:"cannot change",remedy:"Run it as root, or with CAP_NET_ADMIN. A table with an owner is change\
d by its owner alone."},NFT_UNSUPPORTED:{exitCode:1,what:"what enforcement needs is missing in",remedy:"Instal\
l or load the kernel's modules named here, built for the kernel that runs."},NFT_REFUSED:{exitCode:1,what:"nft\
 refuses",remedy:"The rules that were there stay. Check that nft is 1.0.6 or later."},QUEUE_UNAVAILABLE:{exitCode:1,
what:"cannot judge the packets of queue",remedy:"End who listens to it, set bordertap.queue_first to another, \
or install the kernel's module."},EXPLAIN_INVALID:{exitCode:2,what:"cannot understand the options of",remedy:"\
Mend every one named here; 'bordertap explain --help' tells what each takes."},INVALID_ADDRESS:{exitCode:2,what:"\
no address in",remedy:"Give addresses such as 192.0.2.1 or 2001:db8::1, without zone or prefix length."}};var errorCodes=Object.
keys(ERRORS);var HEX=Array.from({length:256},(_,octet)=>octet.toString(16).padStart(2,"0"));var HALF=2**24;function formatEther(ether){
const bits=Number(ether);const high=Math.floor(bits/HALF);const low=bits%HALF;return"".concat(halfText(high),"\
:").concat(halfText(low))}function halfText(half){return"".concat(HEX[half>>16],":").concat(HEX[half>>8&255],"\
:").concat(HEX[half&255])}function parseEther(text){return/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(text)?BigInt(
"0x".concat(text.replaceAll(":",""))):void 0}var GROUP=1n<<40n;var LOCALLY_ADMINISTERED=1n<<41n;function isGroupEther(ether){
return(ether&GROUP)!==0n}var TEXT_OCTETS_MAX=253;function mistakeInName(name){if(new TextEncoder().encode(name).length>TEXT_OCTETS_MAX)return"of more than ".concat(
TEXT_OCTETS_MAX," octets");return printable(name)===name?void 0:"with characters that cannot be shown"}var CODE_UNKNOWN="ZZ";var NAMES="\nAC Ascension Island; AD Andorra; AE United Arab Emirates; AF Afghanistan; AG Antigua & Barbuda;\nAI\
 Anguilla; AL Albania; AM Armenia; AO Angola; AQ Antarctica; AR Argentina; AS American Samoa;\nAT Austria; AU A\
ustralia; AW Aruba; AX Åland Islands; AZ Azerbaijan; BA Bosnia & Herzegovina;\nBB Barbados; BD Bangladesh; BE B\
elgium; BF Burkina Faso; BG Bulgaria; BH Bahrain; BI Burundi; BJ Benin;\nBL St. Barthélemy; BM Bermuda; BN Brun\
ei; BO Bolivia; BQ Caribbean Netherlands; BR Brazil; BS Bahamas;\nBT Bhutan; BV Bouvet Island; BW Botswana; BY \
Belarus; BZ Belize; CA Canada; CC Cocos (Keeling) Islands;\nCD Congo - Kinshasa; CF Central African Republic; C\
G Congo - Brazzaville; CH Switzerland;\nCI Côte d’Ivoire; CK Cook Islands; CL Chile; CM Cameroon; CN China; CO \
Colombia; CP Clipperton Island;\nCR Costa Rica; CU Cuba; CV Cape Verde; CW Curaçao; CX Christmas Island; CY Cyp\
rus; CZ Czechia;\nDE Germany; DG Diego Garcia; DJ Djibouti; DK Denmark; DM Dominica; DO Dominican Republic; DZ \
Algeria;\nEA Ceuta & Melilla; EC Ecuador; EE Estonia; EG Egypt; EH Western Sahara; ER Eritrea; ES Spain;\nET Eth\
iopia; FI Finland; FJ Fiji; FK Falkland Islands; FM Micronesia; FO Faroe Islands; FR France;\nGA Gabon; GB Unit\
ed Kingdom; GD Grenada; GE Georgia; GF French Guiana; GG Guernsey; GH Ghana;\nGI Gibraltar; GL Greenland; GM Ga\
mbia; GN Guinea; GP Guadeloupe; GQ Equatorial Guinea; GR Greece;\nGS South Georgia & South Sandwich Islands; GT\
 Guatemala; GU Guam; GW Guinea-Bissau; GY Guyana;\nHK Hong Kong SAR China; HM Heard & McDonald Islands; HN Hond\
uras; HR Croatia; HT Haiti; HU Hungary;\nIC Canary Islands; ID Indonesia; IE Ireland; IL Israel; IM Isle of Man\
; IN India;\nIO British Indian Ocean Territory; IQ Iraq; IR Iran; IS Iceland; IT Italy; JE Jersey; JM Jamaica;\n\
JO Jordan; JP Japan; KE Kenya; KG Kyrgyzstan; KH Cambodia; KI Kiribati; KM Comoros;\nKN St. Kitts & Nevis; KP N\
orth Korea; KR South Korea; KW Kuwait; KY Cayman Islands; KZ Kazakhstan;\nLA Laos; LB Lebanon; LC St. Lucia; LI\
 Liechtenstein; LK Sri Lanka; LR Liberia; LS Lesotho;\nLT Lithuania; LU Luxembourg; LV Latvia; LY Libya; MA Mor\
occo; MC Monaco; MD Moldova; ME Montenegro;\nMF St. Martin; MG Madagascar; MH Marshall Islands; MK North Macedo\
nia; ML Mali; MM Myanmar (Burma);\nMN Mongolia; MO Macao SAR China; MP Northern Mariana Islands; MQ Martinique;\
 MR Mauritania;\nMS Montserrat; MT Malta; MU Mauritius; MV Maldives; MW Malawi; MX Mexico; MY Malaysia; MZ Moza\
mbique;\nNA Namibia; NC New Caledonia; NE Niger; NF Norfolk Island; NG Nigeria; NI Nicaragua; NL Netherlands;\nN\
O Norway; NP Nepal; NR Nauru; NU Niue; NZ New Zealand; OM Oman; PA Panama; PE Peru;\nPF French Polynesia; PG Pa\
pua New Guinea; PH Philippines; PK Pakistan; PL Poland;\nPM St. Pierre & Miquelon; PN Pitcairn Islands; PR Puer\
to Rico; PS Palestinian Territories; PT Portugal;\nPW Palau; PY Paraguay; QA Qatar; RE Réunion; RO Romania; RS \
Serbia; RU Russia; RW Rwanda;\nSA Saudi Arabia; SB Solomon Islands; SC Seychelles; SD Sudan; SE Sweden; SG Sing\
apore; SH St. Helena;\nSI Slovenia; SJ Svalbard & Jan Mayen; SK Slovakia; SL Sierra Leone; SM San Marino; SN Se\
negal;\nSO Somalia; SR Suriname; SS South Sudan; ST São Tomé & Príncipe; SV El Salvador; SX Sint Maarten;\nSY Sy\
ria; SZ Eswatini; TA Tristan da Cunha; TC Turks & Caicos Islands; TD Chad;\nTF French Southern Territories; TG \
Togo; TH Thailand; TJ Tajikistan; TK Tokelau; TL Timor-Leste;\nTM Turkmenistan; TN Tunisia; TO Tonga; TR Türkiy\
e; TT Trinidad & Tobago; TV Tuvalu; TW Taiwan;\nTZ Tanzania; UA Ukraine; UG Uganda; UM U.S. Outlying Islands; U\
S United States; UY Uruguay;\nUZ Uzbekistan; VA Vatican City; VC St. Vincent & Grenadines; VE Venezuela; VG Bri\
tish Virgin Islands;\nVI U.S. Virgin Islands; VN Vietnam; VU Vanuatu; WF Wallis & Futuna; WS Samoa; XK Kosovo; \
YE Yemen;\nYT Mayotte; ZA South Africa; ZM Zambia; ZW Zimbabwe\n";var names;function known(){names??(names=new Map(
NAMES.trim().split(/;\s/).map(line=>[line.slice(0,2),line.slice(3)])));return names}function countryName(code){
return code===CODE_UNKNOWN?"Unknown":known().get(code)??code}function isNamedCountry(code){return known().has(
code)}function countryCodeOf(name){const wanted=name.toLowerCase();return[...known()].find(([,name2])=>name2.toLowerCase()===
wanted)?.[0]}function textForm(sample,read){return{type:"text",sample,read:value=>typeof value==="string"?read(value):{reason:"\
it is no text."}}}var PATH_OCTETS_MAX=4095;var INTERFACE_OCTETS_MAX=15;var URL_LENGTH_MAX=2048;var HOST_LENGTH_MAX=253;var PATH=textForm(
"an absolute path",text=>{if(!text.startsWith("/"))return{reason:"it does not start at the root."};if(printable(
text)!==text)return{reason:"it holds characters that cannot be shown."};return octets2(text)>PATH_OCTETS_MAX?{
reason:"it is too long."}:{value:text}});var INTERFACE=textForm("the name of an interface, such as br-lan",text=>{
if(octets2(text)>INTERFACE_OCTETS_MAX)return{reason:"Linux allows ".concat(INTERFACE_OCTETS_MAX," octets.")};const isName=/^[^\s/:]+$/.
test(text)&&text!=="."&&text!==".."&&printable(text)===text;return isName?{value:text}:{reason:"no interface c\
an have this name."}});var CIDR=textForm("a prefix such as 192.0.2.0/24 or 2001:db8::/32",text=>{const prefix=parsePrefix(
text);if(!prefix)return{reason:"it is no prefix."};return prefix.length===0?{reason:"it holds every address."}:
{value:prefix}});var MAC=textForm("a MAC such as 64:b4:73:20:14:08",text=>{const ether=parseEther(text);if(ether===
void 0)return{reason:"it is no MAC."};return isGroupEther(ether)||ether===0n?{reason:"no device has this MAC."}:
{value:formatEther(ether)}});var DEVICE_NAME=textForm("a name that tells the device from others",text=>{const name=text.
trim();if(name==="")return{reason:"it is empty."};const mistake=mistakeInName(name);return mistake===void 0?{value:name}:
{reason:"it is one ".concat(mistake,".")}});var CODES_MEANT=new Map([["UK","GB"],["EL","GR"]]);var COUNTRY=textForm(
"a code of ISO 3166-1 alpha-2, such as CN",text=>{const code=text.toUpperCase();if(isNamedCountry(code))return{
value:code};if(code===CODE_UNKNOWN)return{reason:"it stands for no country; unknown_country says what to do ab\
out it."};const meant=CODES_MEANT.get(code)??countryCodeOf(text);return{reason:"it is no assigned code.".concat(
meant===void 0?"":" Did you mean ".concat(meant,"?"))}});var ADDRESS=textForm("an address such as 127.0.0.1 or\
 ::1",text=>{const address=parseAddress(text);return address?{value:formatAddress(address)}:{reason:"it is nei\
ther IPv4 nor IPv6."}});var HOST=textForm("a host name such as router.lan, without a port",text=>{const isHost=/^(?!-)[a-z0-9_-]+(\.[a-z0-9_-]+)*$/i.
test(text)&&text.length<=HOST_LENGTH_MAX;return isHost?{value:text.toLowerCase()}:{reason:"it is no host name."}});
var WEB_URL=urlForm("a URL that starts with https:// or http://",["https:","http:"]);var SECURE_URL=urlForm("a\
 URL that starts with https://",["https:"]);function urlForm(sample,protocols){return textForm(sample,text=>{if(text.
length>URL_LENGTH_MAX)return{reason:"it is longer than ".concat(URL_LENGTH_MAX," characters.")};if(!URL.canParse(
text))return{reason:"it is no URL."};const{protocol,username,password,href}=new URL(text);if(!protocols.includes(
protocol))return{reason:"it starts with ".concat(protocol)};return username||password?{reason:"it holds a user\
 or a password."}:{value:href}})}var SHA256=textForm("a SHA-256 as 64 hexadecimal digits",text=>{const digest=text.
toLowerCase();return/^[0-9a-f]{64}$/.test(digest)?{value:digest}:{reason:"it is no SHA-256."}});function octets2(text){
return new TextEncoder().encode(text).length}var policy_forms_exports={};__export(policy_forms_exports,{ADDRESS_OR_CIDR:()=>ADDRESS_OR_CIDR,DEVICE:()=>DEVICE,
EXPIRY:()=>EXPIRY,HOST_PATTERN:()=>HOST_PATTERN,HOURS:()=>HOURS,TIMEZONE:()=>TIMEZONE});var MS_PER_MINUTE=6e4;var MINUTES_PER_DAY=1440;var formats=new Map;function isTimezone(name){try{formatOf(name);
return true}catch(error){if(error instanceof RangeError)return false;throw error}}function formatOf(timezone){let format=formats.get(timezone);if(!format){const numeric="numeric";format=new Intl.
DateTimeFormat("en-US",{timeZone:timezone,hourCycle:"h23",year:numeric,month:numeric,day:numeric,hour:numeric,
minute:numeric});formats.set(timezone,format)}return format}function parseExpiry(text){const date=parseLocalTime("".concat(text.trim()," 00:00"));return date===void 0?parseLocalTime(
text):date+MINUTES_PER_DAY}function parseLocalTime(text){const match=/^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)$/.exec(
text.trim());if(!match)return void 0;const[,date,time]=match;const start=Date.parse("".concat(date,"T").concat(
time,"Z"));if(Number.isNaN(start)||new Date(start).toISOString().slice(0,16)!=="".concat(date,"T").concat(time))
return void 0;return start/MS_PER_MINUTE}var MINUTES_PER_DAY2=1440;var DAYS=["mon","tue","wed","thu","fri","sat","sun"];function parseWeekSpan(text){const match=/^(?:([a-z,-]+) +)?(\d\d):(\d\d)-(\d\d):(\d\d)$/.
exec(text.trim().toLowerCase());if(!match)return"it is no span of hours.";const[,dayText,...digits]=match;const days=dayText===
void 0?[...DAYS.keys()]:parseDays(dayText);if(!days)return"its days are none of ".concat(DAYS.join(", "),".");
const[fromHours,fromMinutes,toHours,toMinutes]=digits.map(Number);const from=fromHours*60+fromMinutes;const to=toHours*
60+toMinutes;if(fromMinutes>59||toMinutes>59||from>=MINUTES_PER_DAY2||to>MINUTES_PER_DAY2)return"a day has hou\
rs from 00:00 to 24:00.";if(from===to)return"it ends when it begins.";return{text:text.trim().toLowerCase(),days,
from,to:to>from?to:to+MINUTES_PER_DAY2}}function parseDays(text){const days=new Set;for(const part of text.split(
",")){const[first,last=first,...more]=part.split("-").map(day=>DAYS.indexOf(day));if(first<0||last<0||more.length>
0)return void 0;for(let day=first;;day=(day+1)%DAYS.length){days.add(day);if(day===last)break}}return[...days].
sort((a,b)=>a-b)}var HOST_LENGTH_MAX2=253;var DEVICE=textForm("the name of a device section, a MAC, or an address where frames \
carry no MACs",text=>{const ether=parseEther(text);if(ether!==void 0)return{value:{key:formatEther(ether)}};const address=parseAddress(
text);if(address)return{value:{key:formatAddress(address)}};const name=text.trim();const mistake=name===""?"em\
pty":mistakeInName(name);return mistake===void 0?{value:{name}}:{reason:"it is ".concat(mistake,".")}});var ADDRESS_OR_CIDR=textForm(
"an address or a prefix such as 192.0.2.1 or 2001:db8::/32",text=>{const address=parseAddress(text);const prefix=address?
{address,length:address.ipv6?IPV6_BITS:IPV4_BITS}:parsePrefix(text);if(!prefix)return{reason:"it is neither an\
 address nor a prefix."};return prefix.length===0?{reason:"it holds every address."}:{value:prefix}});var HOST_PATTERN=textForm(
"a host name such as www.example.com, or *.example.com for all below example.com",text=>{const pattern=text.trim().
toLowerCase().replace(/\.$/,"");if(/^(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*$/.test(pattern))return pattern.length>
HOST_LENGTH_MAX2?{reason:"it is too long."}:{value:pattern};if(/[^\x20-\x7e]/.test(pattern))return{reason:"on \
the wire it has another form, which begins with xn--."};return{reason:pattern.includes("*")?"only a whole firs\
t label can be a star.":"it is no host name."}});var HOURS=textForm('hours such as "22:00-06:00" or "mon-fri 0\
8:00-16:00"',text=>{const span=parseWeekSpan(text);return typeof span==="string"?{reason:span}:{value:span}});
var EXPIRY=textForm('a date such as 2027-01-31, or "2027-01-31 18:00"',text=>{const minute=parseExpiry(text);return minute===
void 0?{reason:"it is no date."}:{value:minute}});var TIMEZONE=textForm("a name such as Europe/Berlin",text=>isTimezone(
text)?{value:text}:{reason:"there is no such time zone."});var BYTE_UNITS=["B","kB","MB","GB","TB","PB","EB"];function scaled(count,units){let unit=0;let value=count;while(value>=999.5&&unit<units.length-1){value/=1e3;unit++}
const digits=unit===0||value>=99.95?0:value>=9.995?1:2;return"".concat(value.toFixed(digits)," ").concat(units[unit])}
function bytesText(bytes){return scaled(bytes,BYTE_UNITS)}function countText(count){return String(count).replace(/\B(?=(\d{3})+$)/g,",")}var SECONDS_PER_MINUTE=60;var MINUTES_PER_HOUR=60;
var HOURS_PER_DAY=24;function durationText(seconds){const minutes=Math.floor(seconds/SECONDS_PER_MINUTE);const hours=Math.
floor(minutes/MINUTES_PER_HOUR);const days=Math.floor(hours/HOURS_PER_DAY);if(days>0)return"".concat(countText(
days)," d ").concat(hours%HOURS_PER_DAY," h");if(hours>0)return"".concat(hours," h ").concat(minutes%MINUTES_PER_HOUR,
" min");if(minutes>0)return"".concat(minutes," min ").concat(Math.floor(seconds%SECONDS_PER_MINUTE)," s");return"".
concat(Math.floor(seconds)," s")}function percentText(share){return"".concat(Math.floor(share*1e3)/10," %")}var FORMS={...forms_exports,...policy_forms_exports};function isReadable(form,text){return form===void 0||"val\
ue"in FORMS[form].read(text)}var LETTERS=[..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];function countryCodes(){const codes=LETTERS.
flatMap(first=>LETTERS.map(second=>first+second)).filter(isNamedCountry);return codes.sort((a,b)=>countryName(
a).localeCompare(countryName(b),"en"))}return __toCommonJS(forms_exports2);})();

return baseclass.extend(host);
