import {type ContainerInspect, type ImageHistoryRow, type ImageInspect, known} from '../../../src/base/answers/index.js';
import {readContainerInspect, readContainerTop} from '../../../src/base/engine/answer-shapes.js';
import {changeFacts, executableCandidates} from '../../../src/base/facts/changes.js';
import {containerFacts} from '../../../src/base/facts/container-facts.js';
import {engineFacts} from '../../../src/base/facts/engine.js';
import {execFacts} from '../../../src/base/facts/execs.js';
import {imageFacts} from '../../../src/base/facts/image.js';
import {historySecrets, historySteps, plainInstruction} from '../../../src/base/facts/image-history.js';
import {parseImageReference} from '../../../src/base/facts/image-reference.js';
import {maskAnswer} from '../../../src/base/facts/mask-answer.js';
import {processFacts} from '../../../src/base/facts/processes.js';
import {profileState} from '../../../src/base/facts/seccomp-profile.js';
import {looksSecret, maskSecrets, maskValue} from '../../../src/base/facts/secrets.js';
import {userFacts} from '../../../src/base/facts/user.js';
import {volumeSource} from '../../../src/base/facts/volumes.js';
import {linearPattern} from '../../../src/base/text/linear-pattern.js';
import {proxyAccess} from '../../../src/judge/rules/shared/socket-proxies/judge-proxy.js';
import type {ProxyScope} from '../../../src/judge/rules/shared/socket-proxies/proxy.js';
import {compareVersions, isDistributionBuild, parseVersion} from '../../../src/judge/rules/shared/tables/versions.js';
import {docker, podman} from '../../base/facts/answers.js';
import {readRecorded} from '../../base/facts/recorded.js';
import {inspectOf} from '../../fix/subject.js';
import {ofJson, ofText, type Parser} from '../parser.js';
import {ifAccepted} from './accepted.js';

const fleets = ['docker-26.1.5-fleet.json', 'podman-5.4.2-fleet.json'].map(readRecorded);
const inspects = fleets.flatMap(({containers}) => containers.map(({inspect}) => inspect));
const images = fleets.flatMap(({images}) => images.slice(0, 3));

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);
/** An answer as an engine or a file gives it: the facts take it whatever is in it, if it is an object at all. */
const inspectFrom = (value: unknown): ContainerInspect => ({...(isObject(value) ? value : {}), Id: 'ab12'.padEnd(64, '0')});
/** Answers are kept as they came, and ulimits by the names that the engine gave. */
const shown = (facts: object): unknown => ({...facts, raw: null, ulimits: null, limits: null});

/** One field of an otherwise plain container. */
const field = (
	name: string,
	seeds: readonly string[],
	put: (text: string) => Partial<ContainerInspect>,
	tokens: readonly string[],
): Parser =>
	ofText(name, seeds, text => [docker, podman].map(engine => shown(containerFacts(inspectOf(put(text)), {engine}))), {tokens});

const profile = JSON.stringify({
	defaultAction: 'SCMP_ACT_ERRNO',
	archMap: [{architecture: 'SCMP_ARCH_X86_64', subArchitectures: ['SCMP_ARCH_X86']}],
	syscalls: [
		{
			names: ['read', 'write', 'ptrace'],
			action: 'SCMP_ACT_ALLOW',
			args: [],
			includes: {minKernel: '4.8', caps: ['CAP_SYS_ADMIN']},
			excludes: {},
		},
		{name: 'clone', action: 'SCMP_ACT_ALLOW', args: [{index: 0, value: 2080505856, valueTwo: 0, op: 'SCMP_CMP_MASKED_EQ'}]},
	],
});
const steps = [
	'/bin/sh -c #(nop)  ENV PATH=/usr/local/sbin:/usr/bin',
	'RUN |1 TOKEN=abc /bin/sh -c curl -fsSL https://example.org/x.sh | sh # buildkit',
	'COPY id_rsa /root/.ssh/id_rsa # buildkit',
	'|2 A=b C=d /bin/sh -c apt-get install -y --allow-unauthenticated curl',
	'ADD file:0b1c in / ',
	'RUN <<EOF (apt update...)\nEOF',
];

const proxyImages = 'wollomatic/socket-proxy hectorm/cetusguard tecnativa/docker-socket-proxy codeswhat/sockguard x'.split(' ');
/** A socket proxy that is configured by the text in each place where one may be. */
function proxyScope(Image: string, text: string): ProxyScope {
	const Config = {
		Image,
		Cmd: [text, `-allowGET=${text}`, '-rules', text],
		Env: [text, `SP_ALLOW_POST=${text}`, `CETUSGUARD_RULES=${text}`],
	};
	const Mounts = [{Type: 'bind', Source: '/run/docker.sock', Destination: '/s', RW: true}];
	const container = containerFacts(inspectOf({Config, Mounts}), {engine: docker});
	return {container, fleet: new Map()};
}

/** What a container, its image and its files make of the facts. */
export const factsParsers: readonly Parser[] = [
	ofJson(
		'container-inspect',
		inspects,
		value => [docker, podman].map(engine => shown(containerFacts(inspectFrom(value), {engine}))),
		{
			tokens: ['host', 'container:x', 'ns:/proc/1/ns/net', 'Privileged', 'CapAdd', 'Binds', 'unconfined', 'label=disable'],
		},
	),
	ofJson('container-masked', inspects, value => {
		const inspect = ifAccepted(readContainerInspect, value);
		if (inspect !== null) maskAnswer(inspect);
		return null;
	}),
	ofJson(
		'image-inspect',
		images.map(({inspect}) => inspect),
		value => shown(imageFacts((isObject(value) ? value : {Id: ''}) as ImageInspect)),
	),
	ofJson(
		'image-history-rows',
		images.map(({history}) => history),
		value => {
			const rows = (Array.isArray(value) ? value : []) as ImageHistoryRow[];
			return [historySteps(rows), historySecrets(rows)];
		},
	),
	ofText(
		'proxy-path-pattern',
		['/v1\\..{1,2}/(version|containers/.*|events.*)', '(?:/v[0-9]+(?:[.][0-9]+)*)?/containers/[^/]+/json'],
		text => ['/v1.45/containers/c0ffee/json', ''].map(path => linearPattern(text, 'whole')?.(path) ?? null),
		{tokens: ['.*', '(', ')', '(?:', '[^/]', '{2,}', '{99}', '|', '\\', '+?']},
	),
	ofText(
		'socket-proxies',
		['GET %API_PREFIX_CONTAINERS%/json', '-allowPOST=.*', '-allowfrom=traefik', 'POST .*'],
		text => proxyImages.map(image => proxyAccess(proxyScope(image, text))?.evidence ?? null),
		{tokens: ['-allowPOST=', '%API_PREFIX%', 'GET,POST ', '\n', '!', '.*']},
	),
	ofJson(
		'engine-info',
		fleets.map(({version, info, networks}) => ({version, info, networks})),
		value => {
			const {version = {}, info = null, networks = []} = (isObject(value) ? value : {}) as Partial<(typeof fleets)[0]>;
			return {
				...engineFacts({
					version: isObject(version) ? version : {},
					info: isObject(info) ? info : null,
					networks: known(Array.isArray(networks) ? networks : []),
				}),
				raw: null,
				id: '',
			};
		},
	),
	ofJson('process-list', fleets.flatMap(({containers}) => containers.flatMap(({top}) => top ?? [])).slice(0, 4), value =>
		processFacts(ifAccepted(readContainerTop, value) ?? {}),
	),
	ofJson(
		'changed-files',
		[
			[
				{Path: '/etc/passwd', Kind: 0},
				{Path: '/usr/bin/x', Kind: 1},
				{Path: '/tmp/y', Kind: 1},
				{Path: '/var', Kind: 2},
			],
		],
		value => [changeFacts(value as never, inspects[0] ?? null), executableCandidates(value as never, null).length],
	),
	ofJson(
		'execs',
		[
			[
				{
					ID: 'e1',
					Running: true,
					Pid: 7,
					ProcessConfig: {entrypoint: 'sh', arguments: ['-c', 'id'], user: 'root', privileged: true},
				},
			],
		],
		value => execFacts(value as never, inspectOf()),
	),
	ofJson(
		'volume-options',
		[
			{type: 'none', o: 'bind,ro', device: '/srv'},
			{type: 'nfs', o: 'addr=10.0.0.1', device: ':/x'},
		],
		value => volumeSource(value),
		{safe: false},
	),
	ofText(
		'image-step',
		steps,
		text => [plainInstruction(text).length, historySteps([{CreatedBy: text}]), historySecrets([{CreatedBy: text}])],
		{
			tokens: ['/bin/sh -c ', '#(nop) ', '# buildkit', 'RUN ', '|1 ', 'ENV ', 'TOKEN=', 'curl ', '| sh', '<<EOF', '&& '],
		},
	),
	ofText(
		'image-reference',
		[`registry.example.com:5000/shop/web:1.2@sha256:${'a1'.repeat(32)}`, 'nginx', 'a/b/c:tag'],
		parseImageReference,
		{
			tokens: [':', '@sha256:', '/', '.', ':5000/', '[::1]:5000/'],
			safe: false,
		},
	),
	ofText(
		'seccomp-profile',
		[profile, '/etc/seccomp.json', '{"defaultAction":"SCMP_ACT_ALLOW"}'],
		text =>
			[null, 'amd64'].map(architecture =>
				profileState(text, {granted: new Set(), architecture: architecture ?? undefined, kernel: '6.1.0'}),
			),
		{tokens: ['"names":', '"syscalls":', '"minKernel": "4.8"', 'SCMP_ACT_ALLOW', 'SCMP_ACT_LOG', '"includes":']},
	),
	ofText(
		'user',
		['0:0', 'web', '1000:docker', 'root'],
		text => userFacts(text, ['0', text], [{name: text as never, uid: 0, gid: 0}]),
		{safe: false},
	),
	ofText(
		'version-of-engine',
		['26.1.5+dfsg1', '1.7.24~ds1', '20.10.0-rc1', 'v1.2.3'],
		text => {
			const version = parseVersion(text);
			return [version, version === null ? 0 : compareVersions(version, version), isDistributionBuild(text)];
		},
		{safe: false},
	),
	ofText(
		'secrets',
		[
			'PASSWORD=hunter2 --token abc',
			'postgres://u:p@host/db?sslmode=x',
			// biome-ignore lint/suspicious/noTemplateCurlyInString: defaults of the shell, one within the other
			'${a:-${b:-secret}}',
			'{"auth": "eyJhbGciOiJIUzI1NiJ9.e30.x"}',
		],
		text => [maskSecrets(text), looksSecret('DB_PASSWORD', text), looksSecret('A', text), maskValue('x', text)],
		{
			tokens: [
				'PASSWORD=',
				'token: ',
				...':// @ ${ :- eyJ'.split(' '),
				'-----BEGIN PRIVATE KEY-----',
				'AKIA',
				'--password ',
				'Bearer ',
			],
		},
	),
	field(
		'bind',
		['/srv/conf:/conf:ro', 'cache:/cache:z,nocopy', '/run/docker.sock:/s'],
		text => ({HostConfig: {Binds: [text]}, Mounts: [{Type: 'bind', Source: text, Destination: text, Mode: text, RW: true}]}),
		[':', ':ro', ',', '/../', '/proc/1/root', '//'],
	),
	field(
		'port-key',
		['80/tcp', '53/udp', '8000-8010/tcp'],
		text => ({
			Config: {ExposedPorts: {[text]: {}}},
			HostConfig: {PortBindings: {[text]: [{HostIp: text, HostPort: text}]}},
			NetworkSettings: {Ports: {[text]: [{HostIp: '::', HostPort: text}]}},
		}),
		['/tcp', '-', '0.0.0.0', '::', '65536'],
	),
	field(
		'namespace-mode',
		['host', 'container:abc', 'ns:/proc/1/ns/net', 'private'],
		text => ({
			HostConfig: {NetworkMode: text, PidMode: text, IpcMode: text, UTSMode: text, UsernsMode: text, CgroupnsMode: text},
		}),
		['container:', 'host', 'keep-id:', 'pasta:'],
	),
	field(
		'security-option',
		['no-new-privileges:true', 'apparmor=unconfined', `seccomp=${profile}`, 'label=type:spc_t', 'systempaths=unconfined'],
		text => ({HostConfig: {SecurityOpt: [text], MaskedPaths: [text], CapAdd: [text], CapDrop: [text]}}),
		['=', ':', 'seccomp=', 'label=', 'unmask='],
	),
	field(
		'device',
		['/dev/sda', '/dev/dri:/dev/dri:rwm', 'c 10:200 rwm', 'a *:* rwm'],
		text => ({
			HostConfig: {Devices: [{PathOnHost: text, PathInContainer: text, CgroupPermissions: text}], DeviceCgroupRules: [text]},
		}),
		['/dev/', 'c ', '*:*', 'rwm'],
	),
	field('tmpfs-option', ['rw,noexec,size=64m', 'mode=1777'], text => ({HostConfig: {Tmpfs: {[text]: text}}}), [
		',',
		'=',
		'noexec',
	]),
	field(
		'command-words',
		['nginx -g daemon off;', 'sh -c "sleep 1"'],
		text => ({
			Config: {
				Image: text,
				Cmd: [text],
				Entrypoint: [text],
				Env: [text, `A=${text}`],
				User: text,
				Labels: {[text]: text, 'com.docker.compose.project': text},
				WorkingDir: text,
			},
		}),
		['sh -c', '--password=', '$(', '&&'],
	),
];
