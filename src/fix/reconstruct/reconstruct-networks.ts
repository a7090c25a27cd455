import {type ContainerInspect, csvLine, type EndpointSettings} from '../../base/index.js';
import type {EngineDefaults} from '../../judge/index.js';
import {each, given, option, type RunOption, shortLink} from '../../judge/index.js';
import {connect, endpointFields, firstMac} from './endpoint.js';

/** The engine leaves out what it does not know of a network. */
type Attached = Readonly<Record<string, EndpointSettings | null>>;
type Networking = {readonly options: RunOption[]; readonly after: string[][]};

/** The engine's own networks: the default one is omitted. */
const builtIn = new Set(['', 'default', 'bridge', 'podman', 'host', 'none']);

/**
 * `--network`, `--mac-address`, `--link`. More than one network in one command needs API 1.44 (Docker 25);
 * before that, and together with the default bridge, the others follow as `docker network connect`.
 */
export function networkOptions(inspect: ContainerInspect, engine: EngineDefaults, warnings: string[]): Networking {
	if (engine.podman) return podmanNetworks(inspect, engine);
	const host = inspect.HostConfig ?? {};
	const attached = inspect.NetworkSettings?.Networks ?? {};
	const mode = modeNow(inspect, warnings);
	const [first, ...others] = inOrder(mode, attached);
	const joinsUserNetwork = !builtIn.has(mode) && !mode.startsWith('container:');
	const several = joinsUserNetwork && (engine.majorVersion === 0 || engine.majorVersion >= 25);

	if (several)
		for (const name of others.filter(one => (attached[one]?.Links ?? []).length > 0))
			warnings.push(`the links on network ${name} need --network to be given afterwards, by docker network connect`);

	// The network as it was specified, possibly by the start of its id.
	const fieldsOf = (name: string): string[] => endpointFields(attached[name] ?? {}, inspect, engine, name !== first);
	const named = joinsUserNetwork
		? [
				networkOption(mode, first === undefined ? [] : fieldsOf(first)),
				...(several ? others.map(name => networkOption(name, fieldsOf(name))) : []),
			]
		: defaultNetwork(mode, first === undefined ? [] : fieldsOf(first));
	const later = joinsUserNetwork ? others : Object.keys(attached).filter(name => !builtIn.has(name));
	return {
		options: [
			...named,
			...given(
				'--mac-address',
				first === undefined ? inspect.Config?.MacAddress : firstMac(inspect, attached[first] ?? {}, engine),
			),
			...(host.Links ?? []).map(link => option('--link', shortLink(link))),
			...(joinsUserNetwork && first !== undefined ? each('--link', attached[first]?.Links) : []),
		],
		after: several ? [] : later.map(name => connect(name, attached[name] ?? {}, inspect)),
	};
}

/**
 * `NetworkMode` is from creation. A network that the container was disconnected from is not joined again: someone may
 * have done that on purpose. The first remaining one takes its place, or `none`.
 */
function modeNow({Config: config, HostConfig: host, NetworkSettings: settings}: ContainerInspect, warnings: string[]): string {
	const asked = host?.NetworkMode ?? '';
	const attached = settings?.Networks;
	// Without the answer no change is known.
	if (attached == null || asked === 'host' || asked === 'none' || asked.startsWith('container:')) return asked;
	const name = asked === '' || asked === 'default' ? 'bridge' : asked;
	if (Object.hasOwn(attached, name) || byId(name, attached) !== undefined) return asked;
	// Before its first start the engine does not report the id of a network that was specified by id.
	if (/^[0-9a-f]+$/.test(name) && Object.values(attached).some(one => (one?.NetworkID ?? '') === '')) return asked;
	const now = Object.keys(attached)[0] ?? 'none';
	if (!config?.NetworkDisabled)
		warnings.push(
			now === 'none'
				? `it is not on any network (${name} was disconnected): --network none keeps it so, and then no network can be connected`
				: `network ${name} was disconnected: the command joins ${now} instead`,
		);
	return now;
}

/** All networks of a Podman container are equal; the default one is omitted. A pod's networks are those of its containers. */
function podmanNetworks(inspect: ContainerInspect, engine: EngineDefaults): Networking {
	const {HostConfig: host = {}, NetworkSettings: {Networks: attached = {}} = {}} = inspect;
	const mode = host.NetworkMode ?? '';
	const [first, ...others] = Object.keys(attached ?? {});
	const usual = (first === 'podman' || first === 'bridge') && others.length === 0;
	const asked =
		mode !== 'bridge' || first === undefined
			? given('--network', mode === 'bridge' ? '' : mode)
			: [first, ...others].map(name => networkOption(name, endpointFields(attached?.[name] ?? {}, inspect, engine, true)));
	const plain = usual && asked[0]?.value === first;
	return {options: plain ? [] : asked, after: []};
}

/** Listed only if it has options: with `--link`, naming the default bridge is an error. */
function defaultNetwork(mode: string, fields: readonly string[]): RunOption[] {
	if (mode === 'host' || mode === 'none' || mode.startsWith('container:')) return [option('--network', mode)];
	return fields.length === 0 ? [] : [networkOption(mode, fields)];
}

/** The network of `NetworkMode` first: it gets the default route and the options without a network name. */
function inOrder(mode: string, attached: Attached): string[] {
	const names = Object.keys(attached);
	const first = Object.hasOwn(attached, mode) ? mode : byId(mode, attached);
	return first === undefined ? names : [first, ...names.filter(name => name !== first)];
}

function networkOption(name: string, fields: readonly string[]): RunOption {
	return option('--network', fields.length === 0 && !/[=,"]/.test(name) ? name : csvLine([`name=${name}`, ...fields]));
}

/** A network that was specified by its id, or the start of it. */
const byId = (id: string, attached: Attached): string | undefined =>
	id === '' ? undefined : Object.keys(attached).find(name => (attached[name]?.NetworkID ?? '').startsWith(id));
