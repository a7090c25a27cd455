import {type ContainerFacts, linearPattern, sanitise} from '../../../../base/index.js';
import type {ChangeDraft} from '../../../changes/change.js';
import {each} from '../../../changes/run-option.js';
import {fromInspect} from '../../rule.js';
import {
	anyOf,
	argumentsOf,
	type Grant,
	neighbours,
	optionValues,
	type ProxyProduct,
	type ProxyScope,
	rawVariable,
	variable,
} from './proxy.js';
import type {Allows} from './requests.js';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
/** By method, as written. */
type Patterns = ReadonlyMap<string, readonly string[]>;

/** Characters of all patterns of a method; what one container is given must not cost more than any other. */
const MAX_LIST_LENGTH = 1500;

function byPatterns(patterns: Patterns): Allows {
	const compiled = new Map(
		[...patterns].map(([method, texts]) => {
			const length = texts.reduce((sum, text) => sum + text.length, 0);
			return [method, anyOf(length > MAX_LIST_LENGTH ? [null] : texts.map(text => linearPattern(text, 'whole')))];
		}),
	);
	// The same few requests are asked about by each rule.
	const answers = new Map<string, boolean | null>();
	return (method, path) => {
		const request = `${method} ${path}`;
		const known = answers.get(request);
		if (known !== undefined) return known;
		const matches = compiled.get(method);
		const answer = matches === undefined ? false : matches(path);
		answers.set(request, answer);
		return answer;
	};
}

/** A flag wins over the variable; each may be repeated. @source wollomatic/socket-proxy README.md */
function ownPatterns(container: ContainerFacts): Patterns {
	const words = argumentsOf(container);
	return new Map(
		methods.flatMap(method => {
			const asked = optionValues(words, `allow${method}`);
			const variables = container.env.filter(
				({name, value}) => new RegExp(`^SP_ALLOW_${method}(_\\d+)?$`).test(name) && value !== '',
			);
			const texts = asked.length > 0 ? asked : variables.map(({value}) => value);
			return texts.length === 0 ? [] : [[method, texts] as const];
		}),
	);
}

const setting = (container: ContainerFacts, name: string): string | null =>
	optionValues(argumentsOf(container), name).at(-1) ?? variable(container, `SP_${name.toUpperCase()}`);

/** Who may call it: addresses and names that it is given, by default only itself. */
function callers(container: ContainerFacts): string {
	const endpoint = setting(container, 'proxysocketendpoint') ?? '';
	if (endpoint !== '') return `clients of its socket ${sanitise(endpoint)}`;
	const allowed = setting(container, 'allowfrom') ?? '127.0.0.1/32';
	if (/^(0\.0\.0\.0\/0|::\/0)$/.test(allowed)) return neighbours(container);
	return /^127\.[\d.]+(\/32)?$/.test(allowed) ? 'clients in its own network namespace' : sanitise(allowed);
}

/** Each client of its networks may bring its own list as labels. */
function clientGrants({container, fleet}: ProxyScope): Grant[] {
	if ((setting(container, 'proxycontainername') ?? '') === '') return [];
	const peers = new Set(container.networks.flatMap(network => network.peers));
	return [...fleet.values()].flatMap(client => {
		const labels = client.labels.filter(({name, value}) => name.startsWith('socket-proxy.allow.') && value !== '');
		if (labels.length === 0 || !(peers.has(client.id) || peers.has(client.name))) return [];
		const patterns = new Map<string, string[]>();
		for (const {name, value} of labels) {
			const method = (name.split('.')[2] ?? '').toUpperCase();
			patterns.set(method, [...(patterns.get(method) ?? []), value]);
		}
		const evidence = labels.map(({name, value}) => ({
			...fromInspect(`Config.Labels["${name}"]`, value),
			source: `inspect of ${client.name}`,
		}));
		return [{to: client.name, allows: byPatterns(patterns), evidence}];
	});
}

const shown = (patterns: Patterns): string[] =>
	[...patterns].flatMap(([method, texts]) => texts.map(text => sanitise(`${method} ${text}`)));

function withoutWrites({container}: ProxyScope): ChangeDraft {
	const words = argumentsOf(container).filter(word => /^--?allow(POST|PUT|PATCH|DELETE)\b/.test(word));
	const variables = container.env.filter(({name}) => /^SP_ALLOW_(POST|PUT|PATCH|DELETE)(_\d+)?$/.test(name));
	const command = words.length === 0 ? '' : ` Remove from its command: ${words.map(sanitise).join(' ')}.`;
	return {
		text: `Allow only the GET and HEAD paths that the client needs, name the client with -allowfrom, and restrict -allowbindmountfrom where it must create containers.${command} Lists in labels (socket-proxy.allow.…) belong to the clients.`,
		remove: each(
			'--env',
			variables.map(({name, value}) => `${name}=${value}`),
		),
	};
}

export const wollomatic: ProxyProduct = {
	name: 'wollomatic/socket-proxy',
	image: /(^|\/)wollomatic\/socket-proxy$/,
	isConfigured: container =>
		container.env.some(({name}) => name.startsWith('SP_ALLOW')) ||
		argumentsOf(container).some(word => /^--?allow(GET|HEAD|POST|PUT|PATCH|DELETE|from)\b/.test(word)),
	read: scope => {
		const {container} = scope;
		const patterns = ownPatterns(container);
		const own = {
			to: callers(container),
			allows: byPatterns(patterns),
			evidence: [fromInspect('Config.Cmd', shown(patterns))],
		};
		return {grants: [own, ...clientGrants(scope)], unread: null};
	},
	readOnly: withoutWrites,
	fewerPaths: 'List the paths that the client needs in -allowGET instead of containers/.*',
};

/** Without `-no-builtin-rules` it also allows /_ping, /version and /info, which give nothing away. */
export const cetusguard: ProxyProduct = {
	name: 'cetusguard',
	image: /(^|\/)hectorm\/cetusguard$/,
	isConfigured: ({env}) => env.some(({name}) => name.startsWith('CETUSGUARD_')),
	read: ({container}) => {
		const words = argumentsOf(container);
		const rules = [...optionValues(words, 'rules'), rawVariable(container, 'CETUSGUARD_RULES')].flatMap(text =>
			text.split(/\r?\n|\\n/),
		);
		const files = [...optionValues(words, 'rules-file'), rawVariable(container, 'CETUSGUARD_RULES_FILE')].filter(
			text => text !== '',
		);
		const patterns = new Map<string, string[]>();
		for (const rule of rules) {
			const [, names = '', pattern = ''] = /^[\t ]*([A-Z]+(?:,[A-Z]+)*)[\t ]+(\S.*)$/.exec(rule) ?? [];
			for (const method of names.split(','))
				if (method !== '') patterns.set(method, [...(patterns.get(method) ?? []), expanded(pattern.trimEnd())]);
		}
		return {
			grants: [
				{
					to: neighbours(container),
					allows: byPatterns(patterns),
					evidence: [
						fromInspect(
							'Config.Env',
							rules.map(sanitise).filter(rule => rule !== ''),
						),
					],
				},
			],
			unread:
				files.length === 0
					? null
					: {source: 'inspect', reason: `cetusguard's rules are in ${sanitise(files.join(', '))}, which is not read`},
		};
	},
	readOnly: () => ({text: 'Remove the rules that name other methods than GET and HEAD.'}),
	fewerPaths: 'Write a rule for each path that the client needs',
};

/** Its variables, as far as the paths of the API need them; another one makes the pattern unreadable. @source cetusguard/rule.go */
function expanded(pattern: string): string {
	return pattern
		.replace(
			/%API_PREFIX_([A-Z]+)%/g,
			(_, section: string) => `%API_PREFIX%/${section === 'PING' ? '_ping' : section.toLowerCase()}`,
		)
		.replaceAll('%API_PREFIX%', '(?:/v[0-9]+(?:[.][0-9]+)*)?')
		.replace(/%(?:CONTAINER|IMAGE|VOLUME|NETWORK|PLUGIN)_(?:ID|NAME|ID_OR_NAME|TAG)%/g, '(?:[^/]+)')
		.replace(/%[A-Z_]+%/g, '(?!)');
}
