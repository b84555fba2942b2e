'use strict';
'require baseclass';

// Made of host/ by 'npm run luci' (router-image/luci/forms.ts). Do not edit it here.

var host=(()=>{var __defProp=Object.defineProperty;var __getOwnPropDesc=Object.getOwnPropertyDescriptor;var __getOwnPropNames=Object.getOwnPropertyNames;var __hasOwnProp=Object.prototype.hasOwnProperty;var __typeError=msg=>{throw TypeError(msg)};var __defNormalProp=(obj,key,value)=>key in obj?__defProp(obj,key,{enumerable:true,configurable:true,writable:true,
value}):obj[key]=value;var __export=(target2,all)=>{for(var name in all)__defProp(target2,name,{get:all[name],enumerable:true})};var __copyProps=(to,from,except,desc)=>{
if(from&&typeof from==="object"||typeof from==="function"){for(let key of __getOwnPropNames(from))if(!__hasOwnProp.
call(to,key)&&key!==except)__defProp(to,key,{get:()=>from[key],enumerable:!(desc=__getOwnPropDesc(from,key))||
desc.enumerable})}return to};var __toCommonJS=mod=>__copyProps(__defProp({},"__esModule",{value:true}),mod);var __publicField=(obj,key,value)=>__defNormalProp(obj,typeof key!=="symbol"?key+"":key,value);var __accessCheck=(obj,member2,msg)=>member2.
has(obj)||__typeError("Cannot "+msg);var __privateGet=(obj,member2,getter)=>(__accessCheck(obj,member2,"read from private field"),getter?getter.call(
obj):member2.get(obj));var __privateAdd=(obj,member2,value)=>member2.has(obj)?__typeError("Cannot add the same\
 private member more than once"):member2 instanceof WeakSet?member2.add(obj):member2.set(obj,value);var forms_exports2={};__export(forms_exports2,{bytesText:()=>bytesText,countText:()=>countText,countryCodes:()=>countryCodes,
countryName:()=>countryName,durationText:()=>durationText,isReadable:()=>isReadable,mistakesIn:()=>mistakesIn,
percentText:()=>percentText,printable:()=>printable});var store$4;var DEFAULT_CONFIG={lang:void 0,message:void 0,abortEarly:void 0,abortPipeEarly:void 0};function getGlobalConfig(config$1){if(!config$1&&!store$4)return DEFAULT_CONFIG;return{lang:config$1?.lang??store$4?.
lang,message:config$1?.message,abortEarly:config$1?.abortEarly??store$4?.abortEarly,abortPipeEarly:config$1?.abortPipeEarly??
store$4?.abortPipeEarly}}var store$3;function getGlobalMessage(lang){return store$3?.get(lang)}var store$2;function getSchemaMessage(lang){return store$2?.get(lang)}var store$1;function getSpecificMessage(reference,lang){return store$1?.get(reference)?.get(lang)}function _stringify(input){const type=typeof input;if(type==="string")return'"'.concat(input,'"');if(type==="n\
umber"||type==="bigint"||type==="boolean")return"".concat(input);if(type==="object"||type==="function")return(input&&
Object.getPrototypeOf(input)?.constructor?.name)??"null";return type}function _addIssue(context,label,dataset,config$1,other){
const input=other&&"input"in other?other.input:dataset.value;const expected=other?.expected??context.expects??
null;const received=other?.received??_stringify(input);const issue={kind:context.kind,type:context.type,input,
expected,received,message:"Invalid ".concat(label,": ").concat(expected?"Expected ".concat(expected," but r"):
"R","eceived ").concat(received),requirement:context.requirement,path:other?.path,issues:other?.issues,lang:config$1.
lang,abortEarly:config$1.abortEarly,abortPipeEarly:config$1.abortPipeEarly};const isSchema=context.kind==="sch\
ema";const message$1=other?.message??context.message??getSpecificMessage(context.reference,issue.lang)??(isSchema?
getSchemaMessage(issue.lang):null)??config$1.message??getGlobalMessage(issue.lang);if(message$1!==void 0)issue.
message=typeof message$1==="function"?message$1(issue):message$1;if(isSchema)dataset.typed=false;if(dataset.issues)
dataset.issues.push(issue);else dataset.issues=[issue]}function _standardSchema(schema){schema["~standard"]={version:1,vendor:"valibot",validate:value$1=>schema["~ru\
n"]({value:value$1},getGlobalConfig())};return schema}var ValiError=class extends Error{constructor(issues){super(issues[0].message);this.name="ValiError";this.issues=
issues}};function check(requirement,message$1){return{kind:"validation",type:"check",reference:check,async:false,expects:null,
requirement,message:message$1,"~run"(dataset,config$1){if(dataset.typed&&!this.requirement(dataset.value))_addIssue(
this,"input",dataset,config$1);return dataset}}}function maxLength(requirement,message$1){return{kind:"validation",type:"max_length",reference:maxLength,async:false,
expects:"<=".concat(requirement),requirement,message:message$1,"~run"(dataset,config$1){if(dataset.typed&&dataset.
value.length>this.requirement)_addIssue(this,"length",dataset,config$1,{received:"".concat(dataset.value.length)});
return dataset}}}function metadata(metadata_){return{kind:"metadata",type:"metadata",reference:metadata,metadata:metadata_}}function minLength(requirement,message$1){return{kind:"validation",type:"min_length",reference:minLength,async:false,
expects:">=".concat(requirement),requirement,message:message$1,"~run"(dataset,config$1){if(dataset.typed&&dataset.
value.length<this.requirement)_addIssue(this,"length",dataset,config$1,{received:"".concat(dataset.value.length)});
return dataset}}}function rawTransform(action){return{kind:"transformation",type:"raw_transform",reference:rawTransform,async:false,
"~run"(dataset,config$1){const output=action({dataset,config:config$1,addIssue:info=>_addIssue(this,info?.label??
"input",dataset,config$1,info),NEVER:null});if(dataset.issues)dataset.typed=false;else dataset.value=output;return dataset}}}function transform(operation){return{kind:"transformation",type:"transform",reference:transform,async:false,operation,
"~run"(dataset){dataset.value=this.operation(dataset.value);return dataset}}}function getFallback(schema,dataset,config$1){return typeof schema.fallback==="function"?schema.fallback(dataset,
config$1):schema.fallback}function getDefault(schema,dataset,config$1){return typeof schema.default==="function"?schema.default(dataset,
config$1):schema.default}function getMetadata(schema){const result={};function depthFirstMerge(schema$1){if("pipe"in schema$1){for(const item of schema$1.
pipe)if(item.kind==="schema"&&"pipe"in item)depthFirstMerge(item);else if(item.kind==="metadata"&&item.type===
"metadata")Object.assign(result,item.metadata)}}depthFirstMerge(schema);return result}function array(item,message$1){return _standardSchema({kind:"schema",type:"array",reference:array,expects:"Arr\
ay",async:false,item,message:message$1,"~run"(dataset,config$1){const input=dataset.value;if(Array.isArray(input)){
dataset.typed=true;dataset.value=[];for(let key=0;key<input.length;key++){const value$1=input[key];const itemDataset=this.
item["~run"]({value:value$1},config$1);if(itemDataset.issues){const pathItem={type:"array",origin:"value",input,
key,value:value$1};for(const issue of itemDataset.issues){if(issue.path)issue.path.unshift(pathItem);else issue.
path=[pathItem];dataset.issues?.push(issue)}if(!dataset.issues)dataset.issues=itemDataset.issues;if(config$1.abortEarly){
dataset.typed=false;break}}if(!itemDataset.typed)dataset.typed=false;dataset.value.push(itemDataset.value)}}else
_addIssue(this,"type",dataset,config$1);return dataset}})}function object(entries$1,message$1){return _standardSchema({kind:"schema",type:"object",reference:object,expects:"\
Object",async:false,entries:entries$1,message:message$1,"~run"(dataset,config$1){const input=dataset.value;if(input&&
typeof input==="object"){dataset.typed=true;dataset.value={};for(const key in this.entries){const valueSchema=this.
entries[key];if(key in input||(valueSchema.type==="exact_optional"||valueSchema.type==="optional"||valueSchema.
type==="nullish")&&valueSchema.default!==void 0){const value$1=key in input?input[key]:getDefault(valueSchema);
const valueDataset=valueSchema["~run"]({value:value$1},config$1);if(valueDataset.issues){const pathItem={type:"\
object",origin:"value",input,key,value:value$1};for(const issue of valueDataset.issues){if(issue.path)issue.path.
unshift(pathItem);else issue.path=[pathItem];dataset.issues?.push(issue)}if(!dataset.issues)dataset.issues=valueDataset.
issues;if(config$1.abortEarly){dataset.typed=false;break}}if(!valueDataset.typed)dataset.typed=false;dataset.value[key]=
valueDataset.value}else if(valueSchema.fallback!==void 0)dataset.value[key]=getFallback(valueSchema);else if(valueSchema.
type!=="exact_optional"&&valueSchema.type!=="optional"&&valueSchema.type!=="nullish"){_addIssue(this,"key",dataset,
config$1,{input:void 0,expected:'"'.concat(key,'"'),path:[{type:"object",origin:"key",input,key,value:input[key]}]});
if(config$1.abortEarly)break}}}else _addIssue(this,"type",dataset,config$1);return dataset}})}function optional(wrapped,default_){return _standardSchema({kind:"schema",type:"optional",reference:optional,expects:"\
(".concat(wrapped.expects," | undefined)"),async:false,wrapped,default:default_,"~run"(dataset,config$1){if(dataset.
value===void 0){if(this.default!==void 0)dataset.value=getDefault(this,dataset,config$1);if(dataset.value===void 0){
dataset.typed=true;return dataset}}return this.wrapped["~run"](dataset,config$1)}})}function unknown(){return _standardSchema({kind:"schema",type:"unknown",reference:unknown,expects:"unknown",async:false,
"~run"(dataset){dataset.typed=true;return dataset}})}function parse(schema,input,config$1){const dataset=schema["~run"]({value:input},getGlobalConfig(config$1));if(dataset.
issues)throw new ValiError(dataset.issues);return dataset.value}function pipe(...pipe$1){return _standardSchema({...pipe$1[0],pipe:pipe$1,"~run"(dataset,config$1){for(const item of pipe$1)
if(item.kind!=="metadata"){if(dataset.issues&&(item.kind==="schema"||item.kind==="transformation")){dataset.typed=
false;break}if(!dataset.issues||!config$1.abortEarly&&!config$1.abortPipeEarly)dataset=item["~run"](dataset,config$1)}
return dataset}})}function safeParse(schema,input,config$1){const dataset=schema["~run"]({value:input},getGlobalConfig(config$1));
return{typed:dataset.typed,success:!dataset.issues,output:dataset.value,issues:dataset.issues}}var IPV4_BITS=32;var IPV6_BITS=128;var NAT64={address:{ipv6:true,high:0x64ff9b00000000n,low:0n},length:96};var GROUPS=8;
var V4_MAPPED=0xffff00000000n;var LOOPBACK4=0xffff7fn;var LOOPBACK4_HOST_BITS=24n;var LOOPBACK6_LOW=1n;var ALL_64=0xffffffffffffffffn;
var CODE_0=48;var CODE_9=57;var CODE_DOT=46;var CODE_COLON=58;var halves=new BigUint64Array(2);var halfWords=new Uint32Array(
halves.buffer);var octets=Array.from({length:256},(_,octet)=>String(octet));function ipv4Address(bits){return{
ipv6:false,high:0n,low:V4_MAPPED|BigInt(bits>>>0)}}function parseQuad(text,from,to){let value=0;let octet=-1;let dots=0;
for(let at=from;at<to;at++){const code=text.charCodeAt(at);if(code===CODE_DOT){if(octet<0)return-1;value=value*
256+octet;octet=-1;dots++}else if(code>=CODE_0&&code<=CODE_9){if(octet===0)return-1;octet=(octet<0?0:octet*10)+
(code-CODE_0);if(octet>255)return-1}else{return-1}}return dots===3&&octet>=0?value*256+octet:-1}function hexDigit(code){
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
1)===0?word>>>16:word&65535}function isLoopbackAddress({ipv6,high,low}){return ipv6?high===0n&&low===LOOPBACK6_LOW:
low>>LOOPBACK4_HOST_BITS===LOOPBACK4}function maskAddress(address,length){const bits=address.ipv6?length:length+
IPV6_BITS-IPV4_BITS;const high=bits>=64?ALL_64:ALL_64<<BigInt(64-bits)&ALL_64;const low=bits<=64?0n:ALL_64<<BigInt(
IPV6_BITS-bits)&ALL_64;return{ipv6:address.ipv6,high:address.high&high,low:address.low&low}}function hostPrefix(address){return{address,length:address.ipv6?IPV6_BITS:IPV4_BITS}}function parsePrefix(text){
const slash=text.indexOf("/");if(slash<0)return void 0;const address=parseAddress(text.slice(0,slash));const digits=text.
slice(slash+1);if(!address||!/^(0|[1-9][0-9]{0,2})$/.test(digits))return void 0;const length=Number(digits);if(length>
(address.ipv6?IPV6_BITS:IPV4_BITS))return void 0;return{address:maskAddress(address,length),length}}function formatPrefix(prefix){
return"".concat(formatAddress(prefix.address),"/").concat(prefix.length)}var UNPRINTABLE=[[0,31],[127,159],[173,173],[1564,1564],[8203,8207],[8232,8238],[8288,8303],[55296,57343],[65279,
65279],[65529,65531],[917504,921599]];var PRINTABLE_ASCII=/^[\x20-\x7e]*$/;function printable(text){if(PRINTABLE_ASCII.
test(text))return text;let shown="";for(const character of text){const code=character.codePointAt(0);shown+=UNPRINTABLE.
some(([first,last])=>code>=first&&code<=last)?escaped(code):character}return shown}function escaped(code){const digits=code.
toString(16);if(code<256)return"\\x".concat(digits.padStart(2,"0"));return code<65536?"\\u".concat(digits.padStart(
4,"0")):"\\u{".concat(digits,"}")}var MISTAKES_MAX=100;var VALUE_LENGTH_MAX=60;var NAME_LENGTH_MAX=40;function placeText(place){const text=place.
map(key=>typeof key==="number"?"[".concat(key,"]"):".".concat(cut(printable(key),NAME_LENGTH_MAX))).join("");return text===
""?"the file":text.replace(/^\./,"")}function valueText(value){return value===void 0?void 0:cut(printable(JSON.
stringify(value)),VALUE_LENGTH_MAX)}function cut(text,lengthMax){const characters=[...text];return characters.
length<=lengthMax?text:"".concat(characters.slice(0,lengthMax-1).join(""),"…")}function mistakesBetween(file){return[...repeated(entries(file,"bordertap","interfaces")),...entriesBySection(
file,"country","codes").flatMap(repeated),...repeated(entries(file,"device","macs")),...inGeo(member(file,"geo")),
...inHttp(member(file,"http"))]}function entries(file,section2,option2){return entriesBySection(file,section2,
option2).flat()}function entriesBySection(file,section2,option2){const content=member(file,section2);const sections2=Array.
isArray(content)?content.map((one,at)=>[[section2,at],one]):[[[section2],content]];return sections2.map(([place,
one])=>{const list2=member(one,option2);if(!Array.isArray(list2))return[];return list2.flatMap((text,at)=>typeof text===
"string"?[{place:[...place,option2,at],text}]:[])})}function repeated(entries2){const first=new Map;return entries2.
flatMap(({place,text})=>{const before=first.get(text);if(before===void 0){first.set(text,place);return[]}const reason="\
it stands in ".concat(placeText(before)," already.");return[{option:placeText(place),value:valueText(text),reason,
remedy:"Leave one of them out."}]})}function inGeo(geo){const[url,sha256,sha256Url,mmdb]=["url","sha256","sha2\
56_url","mmdb"].map(name=>member(geo,name));const mistakes=[];for(const[name,value]of[["url",url],["mmdb",mmdb]])
if(value!==void 0&&member(geo,"table")!==void 0)mistakes.push(about(["geo",name],value,"table stands first, so\
 that no update is ever used.","Leave one of them out."));if(url!==void 0&&mmdb!==void 0)mistakes.push(about([
"geo","mmdb"],mmdb,"updates come from url already.","Leave one of them out."));if(sha256!==void 0&&sha256Url!==
void 0)mistakes.push(about(["geo","sha256_url"],sha256Url,"sha256 says it already.","Leave one of them out."));
if(typeof url==="string"&&url.startsWith("http:")&&sha256===void 0){const reason="whoever is on the way can ch\
ange what comes by http.";mistakes.push(about(["geo","url"],url,reason,"Give sha256 too, or a URL that starts \
with https://."))}for(const[name,value]of[["sha256",sha256],["sha256_url",sha256Url]])if(value!==void 0&&url===
void 0)mistakes.push(about(["geo",name],value,"there is no url that it could be of.","Give url too."));return mistakes}
function inHttp(http){const listen=member(http,"listen");const address=typeof listen==="string"?parseAddress(listen):
void 0;const isOpen=address!==void 0&&!isLoopbackAddress(address);if(!isOpen||member(http,"enabled")===false||
member(http,"token_file")!==void 0)return[];const reason="whoever reaches it could read what every device does\
.";return[about(["http","listen"],listen,reason,"Give token_file too, or listen on 127.0.0.1.")]}function about(place,value,reason,remedy){
return{option:placeText(place),value:valueText(value),reason,remedy}}function member(value,name){return typeof value===
"object"&&value!==null?value[name]:void 0}function read(form){return pipe(unknown(),rawTransform(({dataset,addIssue,NEVER})=>{const reading=form.read(dataset.
value);if("value"in reading)return reading.value;addIssue({message:reading.reason});return NEVER}))}function list(form,entriesMax){
return pipe(unknown(),transform(value=>typeof value==="string"?[value]:value),array(unknown(),"it is no list."),
maxLength(entriesMax,"it has more than ".concat(entriesMax," entries.")),array(read(form)))}function facts(form,entriesMax,text){
return{facts:{...text,form,entriesMax}}}function option(form,value,text){return pipe(optional(read(form),value),
metadata(facts(form,0,text)))}function openOption(form,text){return pipe(optional(read(form)),metadata(facts(form,
0,text)))}function requiredOption(form,text){return pipe(read(form),metadata(facts(form,0,text)))}function listOption(form,entriesMax,text){
return pipe(optional(list(form,entriesMax),[]),metadata(facts(form,entriesMax,text)))}function requiredListOption(form,entriesMax,text){
return pipe(list(form,entriesMax),minLength(1,"it is empty."),metadata(facts(form,entriesMax,text)))}function factsOf(schema){
return getMetadata(schema).facts}var MS_PER_MINUTE=6e4;var MINUTES_PER_DAY=1440;var formats=new Map;function isTimezone(name){try{formatOf(name);
return true}catch(error){if(error instanceof RangeError)return false;throw error}}function localMinute(timeMs,timezone){const parts=new Map(formatOf(timezone).formatToParts(timeMs).map(({type,
value})=>[type,Number(value)]));const[year,month,day,hour,minute]=["year","month","day","hour","minute"].map(part=>parts.
get(part)??0);return Date.UTC(year,month-1,day,hour,minute)/MS_PER_MINUTE}function formatOf(timezone){let format=formats.
get(timezone);if(!format){const numeric="numeric";format=new Intl.DateTimeFormat("en-US",{timeZone:timezone,hourCycle:"\
h23",year:numeric,month:numeric,day:numeric,hour:numeric,minute:numeric});formats.set(timezone,format)}return format}
function localTimeText(minute){return new Date(minute*MS_PER_MINUTE).toISOString().slice(0,16).replace("T"," ")}
function parseExpiry(text){const date=parseLocalTime("".concat(text.trim()," 00:00"));return date===void 0?parseLocalTime(
text):date+MINUTES_PER_DAY}function parseLocalTime(text){const match=/^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)$/.exec(
text.trim());if(!match)return void 0;const[,date,time]=match;const start=Date.parse("".concat(date,"T").concat(
time,"Z"));if(Number.isNaN(start)||new Date(start).toISOString().slice(0,16)!=="".concat(date,"T").concat(time))
return void 0;return start/MS_PER_MINUTE}var LOCAL_PREFIXES_MAX=64;var CODE_UNKNOWN="ZZ";var ACTIONS=["off","alert","block"];var WILDCARD="*.";function isWildcard(pattern){return pattern.startsWith(WILDCARD)}function hostOf(pattern){return isWildcard(pattern)?
pattern.slice(WILDCARD.length):pattern}function*widerPatterns(pattern){yield pattern;const labels=hostOf(pattern).split(".");for(let from=1;from<labels.
length;from++)yield WILDCARD+labels.slice(from).join(".")}var LOW_32=0xffffffffn;function placesOf(prefix){const{address,length}=prefix;if(address.ipv6)return[prefix];const low=NAT64.
address.low|address.low&LOW_32;const through={ipv6:true,high:NAT64.address.high,low};return[prefix,{address:through,
length:length+IPV6_BITS-IPV4_BITS}]}function ruleRank({devices,hours}){return(devices===void 0?0:2)+(hours.length===0?0:1)}function mistake(option2,value,reason,remedy){return{option:option2,value,reason,remedy,isMistake:true}}function warning(option2,value,reason,remedy){
return{option:option2,value,reason,remedy,isMistake:false}}var MINUTES_PER_DAY2=1440;var MINUTES_PER_WEEK=10080;var DAYS=["mon","tue","wed","thu","fri","sat","sun"];function parseWeekSpan(text){const match=/^(?:([a-z,-]+) +)?(\d\d):(\d\d)-(\d\d):(\d\d)$/.
exec(text.trim().toLowerCase());if(!match)return"it is no span of hours.";const[,dayText,...digits]=match;const days=dayText===
void 0?[...DAYS.keys()]:parseDays(dayText);if(!days)return"its days are none of ".concat(DAYS.join(", "),".");
const[fromHours,fromMinutes,toHours,toMinutes]=digits.map(Number);const from=fromHours*60+fromMinutes;const to=toHours*
60+toMinutes;if(fromMinutes>59||toMinutes>59||from>=MINUTES_PER_DAY2||to>MINUTES_PER_DAY2)return"a day has hou\
rs from 00:00 to 24:00.";if(from===to)return"it ends when it begins.";return{text:text.trim().toLowerCase(),days,
from,to:to>from?to:to+MINUTES_PER_DAY2}}function parseDays(text){const days=new Set;for(const part of text.split(
",")){const[first,last=first,...more]=part.split("-").map(day=>DAYS.indexOf(day));if(first<0||last<0||more.length>
0)return void 0;for(let day=first;;day=(day+1)%DAYS.length){days.add(day);if(day===last)break}}return[...days].
sort((a,b)=>a-b)}function ranges({days,from,to}){return days.map(day=>[day*MINUTES_PER_DAY2+from,day*MINUTES_PER_DAY2+to])}function spansOverlap(a,b){return ranges(a).some(([from,to])=>ranges(b).some(([otherFrom,otherTo])=>[-MINUTES_PER_WEEK,
0,MINUTES_PER_WEEK].some(shift=>from<otherTo+shift&&otherFrom+shift<to)))}function countryConflicts(rules){return rules.flatMap((rule,at)=>rules.slice(0,at).flatMap(before=>{const shared=[
...rule.codes].filter(code=>before.codes.has(code));return shared.length>0&&isSameCase(rule,before)?[remark(rule,
before,shared)]:[]}))}function isSameCase(a,b){return ruleRank(a)===ruleRank(b)&&shareDevice(a.devices,b.devices)&&
(a.hours.length===0||a.hours.some(span=>b.hours.some(other=>spansOverlap(span,other))))}function remark(rule,before,shared){
const option2="".concat(rule.place,".codes");const place="".concat(before.place,".codes");if(rule.action===before.
action)return warning(option2,shared,"".concat(place," says the same already."),"Leave one of them out.");return mistake(
option2,shared,"".concat(rule.place," says ").concat(rule.action,", and ").concat(before.place," says ").concat(
before.action," in the same case."),"Leave the codes out of one of them, or give one of them devices or hours.")}
function shareDevice(a,b){return a===void 0||b===void 0||[...a].some(device=>b.has(device))}var GROUPS_MAX=16;var EXCEPTIONS_MAX=1e3;var DEVICES_MAX=4096;function exceptionConflicts(exceptions,suffixKind,localMinute2){const targets=exceptions.flatMap(exception=>[...exception.
addresses.map(prefix=>target(exception,"address",placesOf(prefix).map(inPrefixes))),...exception.hosts.map(host=>target(
exception,"host",[{text:host,wider:widerPatterns(host)}]))]);return[...tooMany(targets.length),...exceptions.flatMap(
exception=>alone(exception,suffixKind,localMinute2)),...wholeDevices(exceptions),...overlaps(targets)]}function target(exception,option2,places){
return{exception,option:"".concat(exception.place,".").concat(option2),text:places[0].text,places}}function inPrefixes(prefix){
return{text:formatPrefix(prefix),wider:widerPrefixes(prefix)}}function*widerPrefixes({address,length}){for(let bits=length;bits>=
0;bits--)yield formatPrefix({address:maskAddress(address,bits),length:bits})}function tooMany(count){if(count<=
EXCEPTIONS_MAX)return[];const reason="there are more than ".concat(EXCEPTIONS_MAX," addresses and hosts in all\
.");return[mistake("exception",count,reason,"Give fewer, or prefixes and *.suffixes that hold several.")]}function alone(exception,suffixKind,localMinute2){
const{place,addresses,hosts,devices,expires,action}=exception;const remarks=hosts.flatMap(host=>inHost(exception,
host,suffixKind));if(addresses.length===0&&hosts.length===0&&devices===void 0)remarks.push(mistake(place,void 0,
"it says of nothing what to do.","Give address, host or device."));if(expires!==void 0&&expires<=localMinute2){
const reason="it expired at ".concat(localTimeText(expires)).concat(action==="off"?"":", with its ".concat(action),
".");remarks.push(warning("".concat(place,".expires"),void 0,reason,"Leave the section out, or give a later da\
te."))}return remarks}function inHost({place,action},host,suffixKind){const kind=suffixKind(hostOf(host));if(kind===
"none"||kind==="private"&&!isWildcard(host))return[];const option2="".concat(place,".host");if(kind==="private"){
const reason2="its names belong to whoever asks that company for one.";return[warning(option2,host,reason2,"Gi\
ve the names that you mean.")]}const reason="it is a public suffix: whoever registers a name has one that ends\
 so.";const remedy="Give a name that somebody registered, such as example.com or *.example.com.";return[action===
"off"?mistake(option2,host,reason,remedy):warning(option2,host,reason,remedy)]}function wholeDevices(exceptions){
const before=new Map;return exceptions.flatMap(exception=>{const{addresses,hosts,devices}=exception;if(addresses.
length>0||hosts.length>0)return[];return[...devices??[]].flatMap(device=>{const other=before.get(device);if(other)
return[sameTarget(exception,other,"".concat(exception.place,".device"),device)];before.set(device,exception);return[]})})}
function overlaps(targets){const known2=new Map;const remarks=[];for(const one of targets){const same=one.places.
flatMap(({text})=>known2.get(text)??[]).find(({exception})=>isSameCase2(exception,one.exception));if(same)remarks.
push(sameInPlace(one,same));for(const{text}of one.places)known2.set(text,[...known2.get(text)??[],one])}for(const one of targets){
const[own,...others]=one.places;const holder=nextWider(one.exception,own,known2);if(holder&&others.every(place=>nextWider(
one.exception,place,known2)))remarks.push(warning(one.option,one.text,"".concat(holder.exception.place," says ").
concat(one.exception.action," of ").concat(holder.text," already, which holds it."),"Leave one of them out."))}
return remarks}function nextWider(exception,{text,wider},known2){for(const pattern of wider){const holders=pattern===
text?[]:known2.get(pattern)??[];const about2=holders.filter(holder=>shareDevice(holder.exception.devices,exception.
devices));if(about2.length>0)return about2.find(holder=>holder.exception.action===exception.action&&(holder.exception.
expires??Infinity)>=(exception.expires??Infinity)&&about2.length===1&&covers(holder.exception.devices,exception.
devices))}return void 0}function covers(outer,inner){if(outer===void 0||inner===void 0)return outer===void 0;return[
...inner].every(device=>outer.has(device))}function isSameCase2(a,b){return a.devices===void 0===(b.devices===
void 0)&&shareDevice(a.devices,b.devices)}function sameInPlace(one,before){const[again,first]=one.places.length>
before.places.length?[before,one]:[one,before];const as=again.text===first.text?"":", as ".concat(first.text,"\
 through NAT64");return sameTarget(again.exception,first.exception,again.option,again.text,as)}function sameTarget(exception,before,option2,value,as=""){
const remedy=as===""?"Leave one of them out.":"Leave it out.";if(exception===before)return warning(option2,value,
"it stands there twice".concat(as,"."),remedy);if(exception.action===before.action)return warning(option2,value,
"".concat(before.place," says the same already").concat(as,"."),remedy);const reason="".concat(exception.place,
" says ").concat(exception.action,", and ").concat(before.place," says ").concat(before.action," of the same").
concat(as,".");return mistake(option2,value,reason,"Leave one of them out.")}function groupsOf(policy){const start=new Map;const reached=new Map;const go=(keys,trait)=>{for(const key of keys){
const from=reached.get(key)??start;const to=from.get(trait)??new Map;from.set(trait,to);reached.set(key,to)}};
for(const{keys,policy:own}of policy.devices){if(policy.newDevices==="off")for(const key of keys)reached.set(key,
reached.get(key)??start);else go(keys,"known");if(own!==void 0)go(keys,own)}for(const{devices=[],place}of[...policy.
countries,...policy.exceptions])go(devices,place);const groups=new Map([[start,[]]]);for(const[key,step]of reached){
const keys=groups.get(step);if(keys)keys.push(key);else groups.set(step,[key])}return[...groups].map(([step,keys])=>({
example:step===start?void 0:keys[0],keys}))}function remarksOn(policy,suffixKind,localMinute2){return[...countryConflicts(policy.countries),...exceptionConflicts(
policy.exceptions,suffixKind,localMinute2),...tooManyGroups(policy),...routerAsNewDevice(policy)]}function routerAsNewDevice({
isRouterJudged,newDevices}){if(!isRouterJudged||newDevices!=="block")return[];const reason="with router_output\
 the router itself counts as a new device: in mode enforce its DNS, NTP and updates are refused, and every dev\
ice's DNS with them.";const remedy="Set router_output to 0, or new_devices to alert, or add exceptions for the\
 addresses that it asks.";return[warning("bordertap.new_devices",newDevices,reason,remedy)]}function tooManyGroups(policy){
const groups=groupsOf(policy);const devices=groups.reduce((sum,{keys})=>sum+keys.length,0);const remarks=[];if(groups.
length>GROUPS_MAX)remarks.push(mistake("device",groups[GROUPS_MAX].keys,"the rules treat devices in ".concat(groups.
length," ways, and there are ").concat(GROUPS_MAX,"."),"Let more devices share the same rules and exceptions."));
if(devices>DEVICES_MAX)remarks.push(mistake("device",devices,"more than ".concat(DEVICES_MAX," devices are nam\
ed."),"Name fewer of them."));return remarks}function memberOf(value,name){const isObject=typeof value==="object"&&value!==null;return isObject&&Object.hasOwn(
value,name)?value[name]:void 0}function textForm(sample,read2){return{type:"text",sample,read:value=>typeof value==="string"?read2(value):{reason:"\
it is no text."}}}function numberForm(least,most){return{type:"number",sample:"a whole number from ".concat(least,
" to ").concat(most),least,most,read:value=>{const number=typeof value==="string"&&/^-?\d{1,15}$/.test(value)?
Number(value):value;if(typeof number!=="number"||!Number.isInteger(number))return{reason:"it is no whole numbe\
r."};return number<least||number>most?{reason:"it is out of range."}:{value:number}}}}var TRUE=[true,1,"1","on",
"true","yes","enabled"];var FALSE=[false,0,"0","off","false","no","disabled"];var BOOLEAN={type:"boolean",sample:"\
true or false (UCI: 1 or 0)",read:value=>{if(TRUE.includes(value))return{value:true};return FALSE.includes(value)?
{value:false}:{reason:"it is neither true nor false."}}};function choiceForm(choices){const sample=choices.map(
choice=>'"'.concat(choice,'"')).join(" or ");return{...textForm(sample,text=>{const choice=choices.find(choice2=>choice2===
text);return choice===void 0?{reason:"it is none of the choices."}:{value:choice}}),type:"choice",choices}}var MODES=["open","last-good","closed"];var QUEUES_MAX=65536;var QUEUE_COUNT_MAX=4;var MASK_BITS={least:4,most:16};
var MASK_SAMPLE="".concat(MASK_BITS.least," to ").concat(MASK_BITS.most," adjacent bits, such as 0xff000000");
var MARK_MASK={type:"text",sample:MASK_SAMPLE,text:mask=>"0x".concat(mask.toString(16).padStart(8,"0")),read:value=>{
const isHex=typeof value==="string"&&/^0x[0-9a-fA-F]{1,8}$/.test(value);const mask=isHex?Number(value):value;if(typeof mask!==
"number"||!Number.isInteger(mask)||mask<0||mask>4294967295)return{reason:"it is no mask of 32 bits."};const ones=mask.
toString(2).replace(/0+$/,"");const isRun=!ones.includes("0")&&ones.length>=MASK_BITS.least&&ones.length<=MASK_BITS.
most;return isRun?{value:mask}:{reason:"its bits are too few, too many or not adjacent."}}};var ENFORCEMENT={fail:option(
choiceForm(MODES),"last-good",{description:"What happens to new flows while nobody judges them: the program en\
ded, hangs or is overrun.",consequence:"open lets all pass; last-good all but what the last policy blocks by a\
ddress; closed nothing. Where the policy blocks more than 65,536 prefixes (US alone has more), last-good is cl\
osed. 'service bordertap stop' takes the rules away: then all pass, whatever this says."}),boot:option(choiceForm(
MODES),"last-good",{description:"The same, from the start of the router until the program judges.",consequence:"\
closed leaves the home without Internet until then, and for good where the program fails; so does last-good wh\
ere the policy blocks more than 65,536 prefixes, for it is closed then."}),router_output:option(BOOLEAN,false,
{description:"Whether what the router itself says is judged as well.",consequence:"A country that is blocked i\
s then blocked for its DNS, NTP and updates too. With new_devices block all of them are, but for exceptions by\
 address."}),mark_mask:option(MARK_MASK,4278190080,{description:"Bits of packets' and flows' marks that verdic\
ts are kept in.",consequence:"Other programs must leave them alone; the bits of others stay as they are.",defaultText:"\
0xff000000"}),queue_first:option(numberForm(0,QUEUES_MAX-QUEUE_COUNT_MAX),0,{description:"Number of the first \
queue that packets wait in until they are judged.",consequence:"No other program may listen to it."}),queue_count:option(
numberForm(1,QUEUE_COUNT_MAX),1,{description:"Queues: packets go to one by the processor that takes them.",unit:"\
queues",consequence:"More than there are processors that take packets stay empty."})};var forms_exports={};__export(forms_exports,{ADDRESS:()=>ADDRESS,CIDR:()=>CIDR,COUNTRY:()=>COUNTRY,DEVICE_NAME:()=>DEVICE_NAME,
HOST:()=>HOST,INTERFACE:()=>INTERFACE,MAC:()=>MAC,PATH:()=>PATH,SECURE_URL:()=>SECURE_URL,SHA256:()=>SHA256,WEB_URL:()=>WEB_URL});var ERRORS={FILE_UNREADABLE:{exitCode:1,what:"cannot read",remedy:"Check the path and its permissions."},OUTPUT_UNWRITABLE:{
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
exitCode:1,what:"cannot load",remedy:"Install the package of this machine's processor, or build on such a mach\
ine with 'npm run build'; x64 and arm64 with glibc or musl are known to work."},CONFIG_INVALID:{exitCode:2,what:"\
cannot use the configuration in",remedy:"Mend everything named here; 'bordertap check' looks at it again."},UCI_UNREADABLE:{
exitCode:1,what:"uci does not read",remedy:"See what 'uci export bordertap' says, as the same user. The file a\
s it was installed is /usr/lib/bordertap/manual."},UCI_CHANGES_STAGED:{exitCode:1,what:"uci has not written",remedy:"\
See them with 'uci changes bordertap', then 'uci commit bordertap' or 'uci revert bordertap'."},UCI_UNWRITABLE:{
exitCode:1,what:"uci does not write",remedy:"See that the file system has room, and that you may write there; \
'bordertap check' says what is there now. Where there is no uci, 'config import --dry-run' prints what a route\
r's would be told."},CLASSIFIER_MISSING:{exitCode:1,what:"no classifier at",remedy:"Build it with 'npm run bui\
ld'."},CLASSIFIER_VERSION:{exitCode:1,what:"classifier of another version",remedy:"Build both halves together \
with 'npm run build'."},HTTP_LISTEN:{exitCode:1,what:"cannot answer HTTP on",remedy:"Give an address of this m\
achine, and a port that no other program has."},HTTP_TOKEN_MISSING:{exitCode:2,what:"no token for",remedy:"Giv\
e one (--token-file), or listen on 127.0.0.1 or ::1."},ENDPOINT_UNREACHABLE:{exitCode:1,what:"no answer from",
remedy:"Start 'bordertap run' or 'bordertap replay FILE --serve', or name another endpoint with --url."},ENDPOINT_REFUSED:{
exitCode:1,what:"refused by",remedy:"Mend what the reason names; --token-file gives the token, --url the endpo\
int."},ENDPOINT_ANSWER:{exitCode:1,what:"no answer of bordertap's from",remedy:"Check with --url that it is a \
bordertap of this version."},FLOW_FILTER_INVALID:{exitCode:2,what:"cannot use the filters of",remedy:"Mend eve\
ry one named here; 'bordertap flows --help' tells what each takes."},LAN_INTERFACE_MISSING:{exitCode:2,what:"n\
o LAN side to tell from the world in",remedy:"Name the LAN's interfaces in bordertap.interfaces."},MARK_BITS_TAKEN:{
exitCode:2,what:"cannot use the mark bits",remedy:"Set bordertap.mark_mask to adjacent bits that nobody else u\
ses, such as 0x00ff0000."},NFT_MISSING:{exitCode:1,what:"cannot run",remedy:"Install nftables (OpenWrt: nftabl\
es-json)."},NFT_NOT_PERMITTED:{exitCode:1,what:"cannot change",remedy:"Run it as root, or with CAP_NET_ADMIN. \
A table with an owner is changed by its owner alone."},NFT_UNSUPPORTED:{exitCode:1,what:"what enforcement need\
s is missing in",remedy:"Install or load the kernel's modules named here, built for the kernel that runs."},NFT_REFUSED:{
exitCode:1,what:"nft refuses",remedy:"The rules that were there stay. Check that nft is 1.0.6 or later."},QUEUE_UNAVAILABLE:{
exitCode:1,what:"cannot judge the packets of queue",remedy:"End who listens to it, set bordertap.queue_first t\
o another, or install the kernel's module."},ENFORCED_ALREADY:{exitCode:1,what:"another run of this program en\
forces here, by",remedy:"End it first; as a service it ends with 'service bordertap stop'."},EXPLAIN_INVALID:{
exitCode:2,what:"cannot understand the options of",remedy:"Mend every one named here; 'bordertap explain --hel\
p' tells what each takes."},INVALID_ADDRESS:{exitCode:2,what:"no address in",remedy:"Give addresses such as 19\
2.0.2.1 or 2001:db8::1, without zone or prefix length."}};var errorCodes=Object.keys(ERRORS);var HEX=Array.from({length:256},(_,octet)=>octet.toString(16).padStart(2,"0"));var HALF=2**24;function formatEther(ether){
const bits=Number(ether);const high=Math.floor(bits/HALF);const low=bits%HALF;return"".concat(halfText(high),"\
:").concat(halfText(low))}function halfText(half){return"".concat(HEX[half>>16],":").concat(HEX[half>>8&255],"\
:").concat(HEX[half&255])}function parseEther(text){return/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(text)?BigInt(
"0x".concat(text.replaceAll(":",""))):void 0}var GROUP=1n<<40n;var LOCALLY_ADMINISTERED=1n<<41n;function isGroupEther(ether){
return(ether&GROUP)!==0n}var TEXT_OCTETS_MAX=253;var decoder=new TextDecoder;function mistakeInName(name){if(new TextEncoder().encode(name).length>TEXT_OCTETS_MAX)return"of more than ".concat(
TEXT_OCTETS_MAX," octets");return printable(name)===name?void 0:"with characters that cannot be shown"}var NAMES="\nAC Ascension Island; AD Andorra; AE United Arab Emirates; AF Afghanistan; AG Antigua & Barbuda;\nAI\
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
wanted)?.[0]}var PATH_OCTETS_MAX=4095;var INTERFACE_OCTETS_MAX=15;var URL_LENGTH_MAX=2048;var HOST_LENGTH_MAX=253;var PATH=textForm(
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
trim();if(name==="")return{reason:"it is empty."};const mistake2=mistakeInName(name);return mistake2===void 0?
{value:name}:{reason:"it is one ".concat(mistake2,".")}});var CODES_MEANT=new Map([["UK","GB"],["EL","GR"]]);var COUNTRY=textForm(
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
EXPIRY:()=>EXPIRY,HOST_PATTERN:()=>HOST_PATTERN,HOURS:()=>HOURS,TIMEZONE:()=>TIMEZONE});var HOST_LENGTH_MAX2=253;var DEVICE=textForm("the name of a device section, a MAC, or an address where frames \
carry no MACs",text=>{const ether=parseEther(text);if(ether!==void 0)return{value:{key:formatEther(ether)}};const address=parseAddress(
text);if(address)return{value:{key:formatAddress(address)}};const name=text.trim();const mistake2=name===""?"e\
mpty":mistakeInName(name);return mistake2===void 0?{value:{name}}:{reason:"it is ".concat(mistake2,".")}});var ADDRESS_OR_CIDR=textForm(
"an address or a prefix such as 192.0.2.1 or 2001:db8::/32",text=>{const address=parseAddress(text);const prefix=address?
hostPrefix(address):parsePrefix(text);if(!prefix)return{reason:"it is neither an address nor a prefix."};return prefix.
length===0?{reason:"it holds every address."}:{value:prefix}});var HOST_PATTERN=textForm("a host name such as \
www.example.com, or *.example.com for all below example.com",text=>{const pattern=text.trim().toLowerCase().replace(
/\.$/,"");if(parseAddress(pattern))return{reason:"it is an address, which option address takes."};if(/(^|\.)\d+$/.
test(pattern))return{reason:"no host name ends with a number alone."};if(/^(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*$/.
test(pattern))return pattern.length>HOST_LENGTH_MAX2?{reason:"it is too long."}:{value:pattern};if(/[^\x20-\x7e]/.
test(pattern))return{reason:"on the wire it has another form, which begins with xn--."};return{reason:pattern.
includes("*")?"only a whole first label can be a star.":"it is no host name."}});var HOURS=textForm('hours suc\
h as "22:00-06:00" or "mon-fri 08:00-16:00"',text=>{const span=parseWeekSpan(text);return typeof span==="strin\
g"?{reason:span}:{value:span}});var EXPIRY=textForm('a date such as 2027-01-31, or "2027-01-31 18:00"',text=>{
const minute=parseExpiry(text);return minute===void 0?{reason:"it is no date."}:{value:minute}});var TIMEZONE=textForm(
"a name such as Europe/Berlin",text=>isTimezone(text)?{value:text}:{reason:"there is no such time zone."});var INTERFACES_MAX=16;var COUNTRY_SECTIONS_MAX=64;var CODES_MAX=300;var DEVICE_SECTIONS_MAX=2048;var MACS_MAX=16;
var HOSTS_MAX=64;var SCOPE_MAX=64;var HOURS_MAX=16;var ACTION=choiceForm(ACTIONS);var ACTIONS_TEXT="off lets t\
hem pass; alert lets them pass and tells of them; block refuses them and tells of them.";var BORDERTAP={mode:option(
choiceForm(["alert","enforce"]),"alert",{description:"Whether anything is refused.",consequence:"alert lets al\
l traffic pass, and leaves the firewall alone: what says block raises an alert as alert does. enforce refuses \
it, by rules of its own in the firewall."}),block_with:option(choiceForm(["reject","drop"]),"reject",{description:"\
How a flow is refused.",consequence:"reject answers, so that programs give up at once; drop leaves them waitin\
g."}),default_action:option(ACTION,"off",{description:"What is done about flows to countries that no country s\
ection names.",consequence:"".concat(ACTIONS_TEXT," With block, countries to be reached need a section with of\
f.")}),unknown_country:openOption(ACTION,{description:"What is done about flows to addresses whose country nob\
ody knows (ZZ).",consequence:ACTIONS_TEXT,defaultText:"default_action"}),opinions_differ:option(choiceForm(["f\
irst","either","both"]),"first",{description:"Whose word counts where the two opinions name different countrie\
s.",consequence:"first takes the country that every output shows; either takes the stricter action of the two,\
 both the laxer one. They differ on one IPv4 address in 20 and one IPv6 address in 9."}),tunnels:option(ACTION,
"off",{description:"What is done at least about tunnels, which hide where their traffic goes.",consequence:"Kn\
own by protocol: IPIP, 6in4, GRE, ESP, EtherIP, L2TP, IPComp, MPLS; by port: IKE, OpenVPN, PPTP, L2TP, Teredo,\
 WireGuard; by its first packet: WireGuard on any port. A VPN that looks like HTTPS, and a proxy, are not know\
n."}),new_devices:option(ACTION,"off",{description:"What is done at least about flows of devices that no devic\
e section names.",consequence:"block keeps a new device at home until you name it; exceptions hold for it all \
the same. With router_output the router itself counts as one, which nothing names."}),timezone:openOption(TIMEZONE,
{description:"Where the router is: the zone of hours and of expires.",consequence:"Hours follow its summer tim\
e. They are not in force while the clock is not set.",defaultText:"the system's, or TZ"}),interfaces:listOption(
INTERFACE,INTERFACES_MAX,{description:"Interfaces to watch: the LAN's.",consequence:"Traffic that passes none \
of them is not seen; what passes two of them is counted where it comes in. In mode enforce they are the LAN's \
side, but for one that carries the default route: what leaves by any other interface is judged.",defaultText:"\
all LAN-class bridges"}),local:listOption(CIDR,LOCAL_PREFIXES_MAX,{description:"Prefixes that count as local b\
eside those that the interfaces tell.",consequence:"Addresses in them are devices of yours, whatever country t\
hey are registered in."}),workers:option(numberForm(1,4),1,{description:"Threads that read packets, and that s\
hare the devices among them.",unit:"threads",consequence:"Each takes a ring and a set of tables of its own: so\
me 40 MB."}),ring_size_mib:option(numberForm(2,64),10,{description:"Size of the ring between kernel and each t\
hread.",unit:"MiB",consequence:"A larger one bridges longer pauses without loss, and takes that much memory fo\
r each interface."}),promiscuous:option(BOOLEAN,false,{description:"Hear frames on the interfaces that are for\
 nobody here.",consequence:"A bridge never needs it; an interface behind a mirroring switch port does."}),accounting:option(
choiceForm(["auto","tap","conntrack"]),"auto",{description:"Who counts octets.",consequence:"auto takes conntr\
ack's counters where flow offload hides packets from the tap, and else the tap's own."}),leases:option(PATH,"/\
tmp/dhcp.leases",{description:"File of DHCP leases that dnsmasq writes.",consequence:"Devices are called what \
they told the router. Where there is no such file, names come from the wire."}),directory:option(PATH,"/etc/bo\
rdertap",{description:"Folder of what has to be there before the program runs: the rules of boot.",consequence:"\
It has to survive a restart of the router. In mode enforce 0.5 MB for a large country, 3 MB at most, written w\
hen the rules change. A sysupgrade keeps /etc/bordertap/boot.nft; another folder's only where /etc/sysupgrade.\
conf names it. On OpenWrt a folder that is there already has to be user bordertap's."}),log_level:option(choiceForm(
["error","warning","info","debug"]),"info",{description:"The least important messages that are logged.",consequence:"\
debug writes several lines a second on a busy network."}),...ENFORCEMENT};var COUNTRY_OPTIONS={codes:requiredListOption(
COUNTRY,CODES_MAX,{description:"Countries that this section is about.",consequence:"Of several sections with a\
 country, the one with device decides, then the one with hours. Exceptions stand before all of them, device po\
licies and default_action after."}),action:option(ACTION,"alert",{description:"What is done about flows to the\
se countries.",consequence:ACTIONS_TEXT}),device:listOption(DEVICE,SCOPE_MAX,{description:"Devices that this s\
ection is about.",consequence:"It holds for no other, and stands before sections without devices.",defaultText:"\
all devices"}),hours:listOption(HOURS,HOURS_MAX,{description:"When this section holds, in local time; days are\
 those on which the hours begin.",consequence:"At other times it is as if it were not there. What is open when\
 the hours begin is judged anew.",defaultText:"always"})};var EXCEPTION_OPTIONS={address:listOption(ADDRESS_OR_CIDR,
EXCEPTIONS_MAX,{description:"Remote addresses and prefixes.",consequence:"They stand before everything else, t\
he longest prefix first; those of IPv4 hold through NAT64 (64:ff9b::/96) too. Of addresses at home they alone \
say anything, and only where what goes there leaves the LAN."}),host:listOption(HOST_PATTERN,EXCEPTIONS_MAX,{description:"\
Names of remote hosts; *.example.com is all below example.com, which is not one of them.",consequence:"They st\
and after addresses, the longest name first. A name is the device's claim: one that lies passes. What a flow s\
ays itself counts before what its device had asked DNS for."}),device:listOption(DEVICE,SCOPE_MAX,{description:"\
Devices that this section is about; without address and host, all that they do.",consequence:"Of two sections \
for one address or host, that with device decides.",defaultText:"all devices"}),action:option(ACTION,"off",{description:"\
What is done about these flows, whatever their country.",consequence:"".concat(ACTIONS_TEXT," What stays in th\
e LAN is never refused, and an address at home raises no alert.")}),expires:openOption(EXPIRY,{description:"Wh\
en it ends, in local time; a date is its whole day.",consequence:"From then on it is as if it were not there; \
while the clock is not set, it holds.",defaultText:"never"})};var DEVICE_OPTIONS={macs:requiredListOption(MAC,
MACS_MAX,{description:"MACs of the device: of its Wi-Fi, its cable, each of its private addresses.",consequence:"\
They are called by the same name, and are counted apart."}),name:requiredOption(DEVICE_NAME,{description:"What\
 you call the device.",consequence:"It stands before every name that the device gives itself. Sections may nam\
e the device by it, and new_devices does not hold for it."}),policy:openOption(ACTION,{description:"What is do\
ne about its flows to countries that no country section names.",consequence:"It stands before unknown_country \
and default_action.",defaultText:"as for all devices"})};var GEO={table:openOption(PATH,{description:"Country \
table to use.",consequence:"Updates do not replace it: it is used as it is.",defaultText:"the last good update\
, or else the installed one"}),asn:openOption(PATH,{description:"Table of autonomous systems to use.",consequence:"\
Remote ends are shown with the organization that announces them.",defaultText:"the installed one, if there is \
one"}),url:openOption(WEB_URL,{description:"Where updates come from: a table that 'geo build' made, or a CSV o\
r MMDB, also as .gz.",consequence:"A table is best: a CSV or MMDB takes 200 MB of memory to compile, and has n\
o second opinion. http:// needs sha256.",defaultText:"no updates from the network"}),sha256:openOption(SHA256,
{description:"What the file at url must have.",consequence:"Any other file is refused; a publisher's next one \
too."}),sha256_url:openOption(SECURE_URL,{description:"Where the SHA-256 of the file at url stands, as sha256s\
um writes it.",consequence:"The file at url is fetched only when this has changed, and any other is refused."}),
mmdb:openOption(PATH,{description:"Your own MMDB with countries, in the place of url.",consequence:"It is comp\
iled when it has changed, which takes 200 MB of memory; it has no second opinion.",defaultText:"none"}),update_interval_hours:option(
numberForm(0,8760),168,{description:"How often to look for an update; 0 never.",unit:"hours",consequence:"Up t\
o a tenth is added or taken at random, so that not all routers come at once."}),directory:option(PATH,"/etc/bo\
rdertap/geo",{description:"Where updates are kept.",consequence:"It needs 35 MB: the table, the one before it,\
 and the next one; a CSV while it is compiled 40 MB more. On OpenWrt a folder that is there already has to be \
user bordertap's."})};var HTTP={enabled:option(BOOLEAN,true,{description:"Whether the page, the API and /metri\
cs are served.",consequence:"Without them 'status', 'devices', 'flows', 'top' and 'alerts' have nobody to ask."}),
listen:option(ADDRESS,"127.0.0.1",{description:"Address to listen on; 0.0.0.0 or :: for all.",consequence:"Who\
ever reaches it and has the token can read what every device does. Loopback needs no token."}),port:option(numberForm(
0,65535),9417,{description:"TCP port to listen on; 0 for any that is free.",consequence:"Prometheus and the co\
mmand line have to be told another one."}),token_file:openOption(PATH,{description:"File whose only line is th\
e token that a client must show.",consequence:"Needed unless listen is a loopback address; at least 16 charact\
ers. A sysupgrade keeps /etc/bordertap/token; another file only where /etc/sysupgrade.conf names it.",defaultText:"\
no token"}),allowed_hosts:listOption(HOST,HOSTS_MAX,{description:"Names that clients may ask for beside localh\
ost and addresses.",consequence:"Others are refused, so that no web page can reach the endpoint by a name of i\
ts own."})};function section(entries2){return pipe(unknown(),check(value=>typeof value==="object"&&value!==null&&
!Array.isArray(value),"it is no section."),object(entries2))}function sections(one,sectionsMax){return pipe(array(
unknown(),"it is no list of sections."),maxLength(sectionsMax,"it has more than ".concat(sectionsMax," section\
s.")),array(one))}var BORDERTAP_SECTION=section(BORDERTAP);var COUNTRY_SECTION=section(COUNTRY_OPTIONS);var EXCEPTION_SECTION=section(
EXCEPTION_OPTIONS);var DEVICE_SECTION=section(DEVICE_OPTIONS);var GEO_SECTION=section(GEO);var HTTP_SECTION=section(
HTTP);var SCHEMA=section({bordertap:optional(BORDERTAP_SECTION,{}),country:optional(sections(COUNTRY_SECTION,COUNTRY_SECTIONS_MAX),
[]),exception:optional(sections(EXCEPTION_SECTION,EXCEPTIONS_MAX),[]),device:optional(sections(DEVICE_SECTION,
DEVICE_SECTIONS_MAX),[]),geo:optional(GEO_SECTION,{}),http:optional(HTTP_SECTION,{})});var SECTIONS={bordertap:{
description:"What is watched, and how.",several:false,options:BORDERTAP,later:{}},country:{description:"Countr\
ies that matter to you.",several:true,options:COUNTRY_OPTIONS,later:{}},exception:{description:"What your rule\
s for countries are not about, or not in this way.",several:true,options:EXCEPTION_OPTIONS,later:{}},device:{description:"\
Devices that you know.",several:true,options:DEVICE_OPTIONS,later:{}},geo:{description:"The country table and \
its updates.",several:false,options:GEO,later:{}},http:{description:"The endpoint, which only reads.",several:false,
options:HTTP,later:{}}};var LATER_SECTIONS={identifier:"detectors",notify:"notifications",history:"the databas\
e"};function readPolicy(file,{suffixKind=()=>"none",nowMs}){const[bordertap]=sectionsOf(file,"bordertap",BORDERTAP_SECTION);
const options=bordertap?.content??parse(BORDERTAP_SECTION,{});const names2=new DeviceNames;const devices=sectionsOf(
file,"device",DEVICE_SECTION).map(({place,content})=>{names2.add(content.name,content.macs);return{place,name:content.
name,keys:content.macs,policy:content.policy}});const policy={blockWith:options.block_with,defaultAction:options.
default_action,unknownCountry:options.unknown_country,opinionsDiffer:options.opinions_differ,tunnels:options.tunnels,
newDevices:options.new_devices,isRouterJudged:options.router_output,timezone:options.timezone,devices,countries:sectionsOf(
file,"country",COUNTRY_SECTION).map(({place,content})=>({place,codes:new Set(content.codes),action:content.action,
devices:names2.keysOf(content.device,"".concat(place,".device")),hours:content.hours})),exceptions:sectionsOf(
file,"exception",EXCEPTION_SECTION).map(({place,content})=>({place,addresses:content.address,hosts:content.host,
action:content.action,devices:names2.keysOf(content.device,"".concat(place,".device")),expires:content.expires}))};
const now=nowMs===void 0?Number.NEGATIVE_INFINITY:localMinute(nowMs,policy.timezone);const remarks=remarksOn(policy,
suffixKind,now);return{policy,mistakes:[...names2.mistakes,...remarks.filter(({isMistake})=>isMistake).map(toldAs)],
warnings:remarks.filter(({isMistake})=>!isMistake).map(toldAs)}}function sectionsOf(file,name,schema){const content=memberOf(
file,name);const several=Array.isArray(content);const all=several?content:content===void 0?[]:[content];return all.
flatMap((one,at)=>{const{success,output}=safeParse(schema,one);return success?[{place:placeText(several?[name,
at]:[name]),content:output}]:[]})}var _keys;var DeviceNames=class{constructor(){__publicField(this,"mistakes",
[]);__privateAdd(this,_keys,new Map)}add(name,keys){__privateGet(this,_keys).set(name,[...__privateGet(this,_keys).
get(name)??[],...keys])}keysOf(references,option2){if(references.length===0)return void 0;const keys=references.
flatMap(({key,name=""})=>{if(key!==void 0)return[key];const known2=__privateGet(this,_keys).get(name);if(!known2)
this.mistakes.push({option:option2,value:valueText(name),reason:"no device section has this name.",remedy:"Giv\
e a MAC, or a device section with this name."});return known2??[]});return new Set(keys)}};_keys=new WeakMap;function toldAs({
option:option2,value,reason,remedy}){return{option:option2,value:valueText(value),reason,remedy}}var MISTAKES_MAX2=2;var LENGTH_MAX=40;function similarTo(name,names2){if(name.length>LENGTH_MAX)return void 0;
const[best]=names2.map(other=>({other,distance:distance(name,other)})).filter(({other,distance:distance2})=>distance2<=
MISTAKES_MAX2&&distance2<other.length/2).sort((a,b)=>a.distance-b.distance);return best?.other}function distance(a,b){
let beforeLast=[];let last=Array.from({length:b.length+1},(_,at)=>at);for(let i=1;i<=a.length;i++){const row=[
i];for(let j=1;j<=b.length;j++){const replaced=last[j-1]+(a[i-1]===b[j-1]?0:1);row[j]=Math.min(replaced,last[j]+
1,row[j-1]+1);if(i>1&&j>1&&a[i-1]===b[j-2]&&a[i-2]===b[j-1])row[j]=Math.min(row[j],beforeLast[j-2]+1)}beforeLast=
last;last=row}return last[b.length]}function unknownNames(file){return namesOf(file).flatMap(name=>{if(!Object.hasOwn(SECTIONS,name))return[unknownSection(
name)];const content=file[name];if(!Array.isArray(content))return unknownOptions(name,content,[name]);return content.
flatMap((entry,at)=>unknownOptions(name,entry,[name,at]))})}function namesOf(value){return typeof value==="obj\
ect"&&value!==null&&!Array.isArray(value)?Object.keys(value):[]}function unknownSection(name){const sections2=Object.
keys(SECTIONS);const holder=sections2.find(section2=>Object.hasOwn(SECTIONS[section2].options,name));const otherwise=holder?
"It belongs into ".concat(holder,"."):"There are ".concat(sections2.join(", "),".");return unknown2([name],"se\
ction",LATER_SECTIONS,sections2,otherwise)}function unknownOptions(section2,content,place){const{options,later}=SECTIONS[section2];
const names2=Object.keys(options);return namesOf(content).filter(name=>!Object.hasOwn(options,name)).map(name=>{
const holder=Object.keys(SECTIONS).find(other=>Object.hasOwn(SECTIONS[other].options,name));const otherwise=holder?
"It belongs into ".concat(holder,"."):"There are ".concat(names2.join(", "),".");return unknown2([...place,name],
"option",later,names2,otherwise)})}function unknown2(place,kind,later,names2,otherwise){const name=String(place[place.
length-1]);const option2=placeText(place);if(Object.hasOwn(later,name)){const reason="this ".concat(kind," is \
not available in this version: it comes with ").concat(later[name],".");return{option:option2,reason,remedy:"L\
eave it out."}}const meant=similarTo(name,names2);const remedy=meant===void 0?otherwise:"Did you mean ".concat(
meant,"?");return{option:option2,reason:"there is no such ".concat(kind,"."),remedy}}function inspect(file,knowledge){const{issues=[],output,typed}=safeParse(SCHEMA,file);const{policy,mistakes,warnings}=readPolicy(
file,knowledge);return{content:typed?output:void 0,policy,mistakes:[...unknownNames(file),...issues.map(inValue),
...mistakesBetween(output),...mistakes],warnings}}function inValue(issue){const place=(issue.path??[]).map(({key})=>key);
const isMissing=issue.type==="object";return{option:placeText(place),value:isMissing?void 0:valueText(issue.input),
reason:isMissing?"it is missing.":issue.message,remedy:remedyOf(place,issue.type)}}function remedyOf(place,type){
if(type==="max_length")return"Leave some of them out.";const[section2,...inside]=place;const option2=inside.find(
key=>typeof key==="string");if(option2!==void 0){const{form,entriesMax}=factsOf(SECTIONS[section2].options[option2]);
return type==="array"?"Give a list; each entry ".concat(form.sample,"."):"Give ".concat(form.sample).concat(entriesMax&&
type==="min_length"?", or several":"",".")}const isList=section2!==void 0&&SECTIONS[section2].several&&inside.
length===0;return isList?"Give [ { ... } ], with one { } for each section.":"Give { ... }, with names and valu\
es."}var NAMED_FORMS={...forms_exports,...policy_forms_exports,MARK_MASK};var BYTE_UNITS=["B","kB","MB","GB","TB","PB","EB"];function scaled(count,units){let unit=0;let value=count;while(value>=999.5&&unit<units.length-1){value/=1e3;unit++}
const digits=unit===0||value>=99.95?0:value>=9.995?1:2;return"".concat(value.toFixed(digits)," ").concat(units[unit])}
function bytesText(bytes){return scaled(bytes,BYTE_UNITS)}function countText(count){return String(count).replace(/\B(?=(\d{3})+$)/g,",")}var SECONDS_PER_MINUTE=60;var MINUTES_PER_HOUR=60;
var HOURS_PER_DAY=24;function durationText(seconds){const minutes=Math.floor(seconds/SECONDS_PER_MINUTE);const hours=Math.
floor(minutes/MINUTES_PER_HOUR);const days=Math.floor(hours/HOURS_PER_DAY);if(days>0)return"".concat(countText(
days)," d ").concat(hours%HOURS_PER_DAY," h");if(hours>0)return"".concat(hours," h ").concat(minutes%MINUTES_PER_HOUR,
" min");if(minutes>0)return"".concat(minutes," min ").concat(Math.floor(seconds%SECONDS_PER_MINUTE)," s");return"".
concat(Math.floor(seconds)," s")}function percentText(share){return"".concat(Math.floor(share*1e3)/10," %")}function isReadable(form,text){return"value"in NAMED_FORMS[form].read(text)}var LETTERS=[..."ABCDEFGHIJKLMNOPQ\
RSTUVWXYZ"];function countryCodes(){const codes=LETTERS.flatMap(first=>LETTERS.map(second=>first+second)).filter(
isNamedCountry);return codes.sort((a,b)=>countryName(a).localeCompare(countryName(b),"en"))}function mistakesIn(file,timeMs){
return inspect(file,{nowMs:timeMs}).mistakes.slice(0,MISTAKES_MAX)}return __toCommonJS(forms_exports2);})();

return baseclass.extend(host);
