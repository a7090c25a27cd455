import type {ContainerExample} from '../../../../src/judge/rules/rule.js';
import {exampleAttachment} from '../../../../src/judge/rules/shared/examples.js';
import {type Cases, row} from '../rule-cases.js';
import {socket} from './case.js';

type Given = {readonly args?: readonly string[]; readonly env?: readonly string[]; readonly mounts?: readonly string[]};
const proxy = (image: string, {args = [], env = [], mounts = []}: Given = {}): ContainerExample => ({
	Config: {Image: image, Cmd: [...args], Env: [...env]},
	Mounts: [...(socket.Mounts ?? []), ...mounts.map(Destination => ({Type: 'bind', Source: '/srv/conf', Destination, RW: false}))],
});
const wollomatic = (...args: string[]) => proxy('wollomatic/socket-proxy:1.12.2', {args});
const tecnativa = (...env: string[]) => proxy('ghcr.io/tecnativa/docker-socket-proxy:v0.4', {env});
const cetusguard = (rules: string) => proxy('hectorm/cetusguard:v1', {env: [`CETUSGUARD_RULES=${rules}`]});

const client = 'c'.repeat(64);
/** A client that brings its own list as labels. */
const labelled = (...args: string[]): ContainerExample => ({
	...wollomatic('-proxycontainername=proxy', ...args),
	facts: {networks: [exampleAttachment('inner', {peers: [client]})]},
	others: [{Id: client, Name: '/watcher', Config: {Labels: {'socket-proxy.allow.post.1': '/v1\\..*/containers/.*'}}}],
});

/** What the proxy is, the example, and the outcome of each rule. */
type Row = [what: string, example: ContainerExample, writes: Expected, reads: Expected];
type Expected = Parameters<typeof row>[1];
const rows: readonly Row[] = [
	['not a proxy', {...socket}, 'pass', 'pass'],
	[
		'a proxy without a socket',
		{Config: {Image: 'tecnativa/docker-socket-proxy', Env: ['POST=1', 'CONTAINERS=1']}},
		'pass',
		'pass',
	],
	[
		'any container that serves the API beside the socket',
		{...socket, Config: {Image: 'socat', ExposedPorts: {'2375/tcp': {}}}},
		['high', /exposes the API/],
		'pass',
	],
	['tecnativa: POST for containers', tecnativa('CONTAINERS=1', 'POST=1'), ['high', /full control/], ['medium', /files/]],
	['tecnativa: POST for nothing but events', tecnativa('POST=1'), 'pass', 'pass'],
	['tecnativa: restarts', tecnativa('ALLOW_RESTARTS=1'), ['medium', /stopping, starting/], 'pass'],
	['tecnativa: containers', tecnativa('CONTAINERS=1', 'POST=0'), 'pass', ['medium', /files, logs, environments, terminals/]],
	['tecnativa: the swarm', tecnativa('SWARM=1'), 'pass', ['medium', /join tokens/]],
	['tecnativa: events and version', tecnativa('EVENTS=1', 'VERSION=1'), 'pass', 'pass'],
	[
		"tecnativa: a configuration of one's own",
		proxy('tecnativa/docker-socket-proxy', {mounts: ['/usr/local/etc/haproxy/haproxy.cfg']}),
		'unknown',
		'unknown',
	],
	[
		'linuxserver',
		proxy('lscr.io/linuxserver/socket-proxy:latest', {env: ['CONTAINERS=1', 'POST=1']}),
		['high', /full control/],
		['medium', /files/],
	],
	[
		'a mirror, known by its switches',
		proxy('mirror.example/edge/api:1', {env: ['CONTAINERS=1', 'POST=1', 'EVENTS=1', 'PING=1']}),
		['high', /full/],
		['medium', /files/],
	],
	['wollomatic: nothing', wollomatic('-listenip=0.0.0.0'), 'pass', 'pass'],
	[
		'wollomatic: everything',
		wollomatic('-allowfrom=0.0.0.0/0', '-allowPOST=.*', '-allowGET', '.*'),
		['high', /full control of the engine to any container that joins/],
		['medium', /files/],
	],
	[
		'wollomatic: for one client',
		wollomatic('--allowfrom=traefik', '--allowPOST=/v1\\..{1,2}/containers/create'),
		['high', /to traefik/],
		'pass',
	],
	['wollomatic: for itself only', wollomatic('-allowPUT=.*'), ['high', /to clients in its own network namespace/], 'pass'],
	[
		'wollomatic: over a socket',
		wollomatic('-proxysocketendpoint=/s/f.sock', '-allowPOST=.*'),
		['high', /clients of its socket .s.f.sock/],
		'pass',
	],
	[
		'wollomatic: restarts',
		wollomatic('-allowPOST=/v1\\.[0-9]+/containers/[a-zA-Z0-9_.-]+/(restart|stop)'),
		['medium', /stopping/],
		'pass',
	],
	[
		'wollomatic: its own example for Traefik',
		wollomatic('-allowGET=/v1\\..{1,2}/(version|containers/.*|events.*)'),
		'pass',
		['medium', /files, logs/],
	],
	[
		'wollomatic: a tight list',
		wollomatic('-allowGET=/v1\\..{1,2}/(version|containers/json|events.*)', '-allowHEAD=/_ping'),
		'pass',
		'pass',
	],
	['wollomatic: variables', proxy('wollomatic/socket-proxy', {env: ['SP_ALLOW_POST_2=.*']}), ['high', /full/], 'pass'],
	[
		'wollomatic: a flag before a variable',
		proxy('wollomatic/socket-proxy', {args: ['-allowPOST=/auth'], env: ['SP_ALLOW_POST=.*']}),
		'pass',
		'pass',
	],
	['wollomatic: labels of a client', labelled(), ['high', /to watcher/], 'pass'],
	['wollomatic: a pattern that cannot be read', wollomatic('-allowPOST=(?i)/auth'), 'unknown', 'unknown'],
	['wollomatic under another name', proxy('mirror.example/edge:1', {args: ['-allowPOST=.*']}), ['high', /full/], 'pass'],
	['cetusguard: the built-in rules', proxy('hectorm/cetusguard:v1'), 'pass', 'pass'],
	[
		'cetusguard: inspecting',
		cetusguard('! read\nGET %API_PREFIX_CONTAINERS%/%CONTAINER_ID_OR_NAME%/json'),
		'pass',
		['medium', /environments/],
	],
	['cetusguard: listing', cetusguard('GET %API_PREFIX_CONTAINERS%/json\nGET,HEAD %API_PREFIX_PING%'), 'pass', 'pass'],
	['cetusguard: creating', cetusguard('GET,POST %API_PREFIX_CONTAINERS%/.+'), ['high', /full/], ['medium', /files/]],
	['cetusguard: a file', proxy('hectorm/cetusguard:v1', {args: ['-rules-file=/rules.list']}), 'unknown', 'unknown'],
	['sockguard: a file', proxy('codeswhat/sockguard:2', {mounts: ['/etc/sockguard/sockguard.yaml']}), 'unknown', 'unknown'],
	['sockguard: sections', proxy('codeswhat/sockguard:2', {env: ['CONTAINERS=1']}), 'pass', ['medium', /files/]],
	['sockguard: POST', proxy('codeswhat/sockguard:2', {env: ['CONTAINERS=1', 'POST=1']}), 'unknown', ['medium', /files/]],
	['11notes', proxy('11notes/socket-proxy:2.0.0'), 'pass', ['medium', /files/]],
	[
		'docker-proxy-filter',
		{Config: {Image: 'foxxmd/docker-proxy-filter', Env: ['PROXY_URL=http://socket-proxy:2375']}},
		'unknown',
		'unknown',
	],
	['a proxy that is not known', proxy('example/my-socket-proxy:1'), 'unknown', 'unknown'],
];

/** Proxies in front of an engine's socket: what they let through. */
export const socketProxyCases: Cases<ContainerExample> = {
	'container-socket-proxy': rows.map(([what, example, writes]) => row(what, writes, example)),
	'container-socket-proxy-reads': rows.map(([what, example, , reads]) => row(what, reads, example)),
};
