import type {BlindSpot, ContainerFacts} from '../../../../base/index.js';
import {each, option} from '../../../changes/run-option.js';
import {fromInspect} from '../../rule.js';
import {mountedConfiguration, neighbours, type ProxyProduct, type Reading, variable} from './proxy.js';
import type {Allows} from './requests.js';

const isOn = (value: string | null): boolean => value !== null && /^(1|true|yes|on)$/i.test(value);
const set = (container: ContainerFacts, matching: RegExp): string[] =>
	container.env.filter(({name, value}) => matching.test(name) && isOn(value)).map(({name, value}) => `${name}=${value}`);

/** Switches that let requests of other methods than GET and HEAD through. Old versions honour ALLOW_… without POST. */
const writing = /^(POST|ALLOW_(START|STOP|RESTARTS|PAUSE|UNPAUSE|KILL|DELETE|EXEC))$/;

const verbs: Readonly<Record<string, RegExp>> = {
	ALLOW_START: /\/start$/,
	ALLOW_STOP: /\/stop$/,
	ALLOW_RESTARTS: /\/(stop|restart|kill)$/,
	ALLOW_PAUSE: /\/pause$/,
	ALLOW_UNPAUSE: /\/unpause$/,
	ALLOW_KILL: /\/kill$/,
	ALLOW_EXEC: /\/exec$/,
};

/** Sections that are open unless they are switched off. */
const openSections = new Set(['EVENTS', 'PING', 'VERSION']);

/** POST opens all methods, the name of a section its paths. @source haproxy.cfg of Tecnativa/docker-socket-proxy */
function bySwitches(container: ContainerFacts): Allows {
	const isSet = (name: string) => isOn(variable(container, name) ?? (openSections.has(name) ? '1' : null));
	return (method, path) => {
		const inside = path.replace(/^\/v[\d.]+/, '');
		const isRead = method === 'GET' || method === 'HEAD';
		if (method === 'POST' && Object.entries(verbs).some(([name, verb]) => verb.test(inside) && isSet(name))) return true;
		if (method === 'DELETE' && isSet('ALLOW_DELETE')) return true;
		return (isRead || isSet('POST')) && isSet((inside.split('/')[1] ?? '').replace(/^_/, '').toUpperCase());
	};
}

function read(container: ContainerFacts, unread: BlindSpot | null): Reading {
	const opened = set(container, /^[A-Z]+(_[A-Z]+)*$/);
	return {
		grants: [{to: neighbours(container), allows: bySwitches(container), evidence: [fromInspect('Config.Env', opened)]}],
		unread,
	};
}

const readOnly: ProxyProduct['readOnly'] = ({container}) => ({
	text: 'Allow only GET and HEAD, and put it on an internal network with only the client that needs it.',
	remove: each('--env', set(container, writing)),
	add: [option('--env', 'POST=0')],
});
const fewerPaths =
	'Its switches open whole sections (CONTAINERS=1 includes the files and logs of all containers): use a proxy that lists paths';

export const tecnativa: ProxyProduct = {
	name: 'docker-socket-proxy',
	image: /(^|\/)(tecnativa|linuxserver)\/(docker-)?socket-proxy$/,
	isConfigured: container => ['CONTAINERS', 'POST', 'EVENTS', 'PING'].every(name => variable(container, name) !== null),
	read: ({container}) =>
		read(container, mountedConfiguration(container, /^\/(usr\/local\/etc\/haproxy|templates|etc\/nginx)(\/|$)/)),
	readOnly,
	fewerPaths,
};

/** It takes the same switches, and inspects the bodies of what it lets through by rules that may be in a file. */
export const sockguard: ProxyProduct = {
	name: 'sockguard',
	image: /(^|\/)codeswhat\/sockguard$/,
	isConfigured: ({env}) => env.some(({name}) => name.startsWith('SOCKGUARD_')),
	read: ({container}) => {
		const file = mountedConfiguration(container, /^\/etc\/sockguard(\/|$)|sockguard\.ya?ml$/);
		const writes = set(container, writing);
		const bodies: BlindSpot = {source: 'inspect', reason: 'sockguard judges the bodies of requests by rules that are not read'};
		const {grants} = read(container, null);
		const filtered = grants.map(grant => ({
			...grant,
			allows: (method: string, path: string) => (method === 'GET' || method === 'HEAD' ? grant.allows(method, path) : false),
		}));
		return {grants: filtered, unread: file ?? (writes.length > 0 ? bodies : null)};
	},
	readOnly,
	fewerPaths: 'Remove SOCKGUARD_INSECURE_ALLOW_READ_EXFILTRATION, and list the paths in its configuration file',
};

/** It forwards every GET and HEAD, and nothing else. */
export const elevenNotes: ProxyProduct = {
	name: '11notes/socket-proxy',
	image: /(^|\/)11notes\/(docker-)?socket-proxy$/,
	isConfigured: ({env}) => env.some(({name}) => /^SOCKET_PROXY_(VOLUME|DOCKER_SOCKET|UID|GID)$/.test(name)),
	read: ({container}) => ({
		grants: [
			{
				to: neighbours(container),
				allows: method => method === 'GET' || method === 'HEAD',
				evidence: [fromInspect('Config.Image', container.image)],
			},
		],
		unread: null,
	}),
	readOnly: () => ({text: 'It allows reading only.'}),
	fewerPaths: 'It has no list of paths: use a proxy that has one',
};
