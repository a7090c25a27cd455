import {type Actor, actorOf, type CapabilityHelp, helpOf, once, type SafeText, safe, trusted} from '../../base/index.js';
import {decideUse} from '../rules/dangers/use.js';
import {type EscapeEntry, escapeTable} from './escape-table.js';
import {type Exposed, needsOf, runtimeOf} from './need-of.js';
import {type Installed, type VersionState, versionState} from './version-state.js';

/**
 * `open`: the versions have it and nothing stops this container. `closed`: one thing that suffices stops it. `fixed`: by version. `verify`:
 * nothing stops the container, and whether the versions have it is for the distribution to say. `elsewhere`: not started from a container.
 */
export type ExposureState = 'open' | 'verify' | 'unknown' | 'closed' | 'fixed' | 'elsewhere';
export type Exposure = {readonly entry: EscapeEntry; readonly state: ExposureState; readonly why: SafeText};

/** A container against each entry of the table. */
export function exposuresOf(exposed: Exposed, entries: readonly EscapeEntry[] = escapeTable().entries): readonly Exposure[] {
	const actor = once(() => actorOf(exposed.container, exposed.engine));
	const help = once(() => helpOf(exposed.container, actor()));
	return entries.map(entry => ({entry, ...decide(entry, exposed, actor, help)}));
}

type Decided = Pick<Exposure, 'state' | 'why'>;

function decide(entry: EscapeEntry, exposed: Exposed, actor: () => Actor, help: () => CapabilityHelp): Decided {
	const version = versionState(entry, exposed);
	if (version.state === 'fixed') return {state: 'fixed', why: version.why};
	const elsewhere = version.state === 'absent' ? version.why : startedElsewhere(entry, exposed);
	if (elsewhere !== null) return {state: 'elsewhere', why: elsewhere};
	const needs = needsOf(entry, exposed);
	const use = needs.length === 0 ? null : decideUse(actor(), needs, help());
	if (use?.kind === 'closed' || use?.kind === 'unknown') {
		const doubt = use.kind === 'unknown' ? use.reason : doubtOfClosing(exposed);
		return doubt === null ? {state: 'closed', why: use.reason} : {state: 'unknown', why: doubt};
	}
	const doubt = entry.component === 'linux' ? otherKernel(exposed) : null;
	if (doubt !== null) return {state: 'unknown', why: doubt};
	const when = whenOf[entry.reach];
	return {state: ofVersion[version.state], why: when === undefined ? version.why : safe`${version.why}; ${trusted(when)}`};
}

const ofVersion = {affected: 'open', verify: 'verify', unknown: 'unknown', fixed: 'fixed', absent: 'elsewhere'} as const;

const whenOf: Partial<Record<EscapeEntry['reach'], string>> = {
	image: 'its image, or what is unpacked, has to be malicious',
	operator: 'when someone copies, executes or restores there',
	build: 'it has the API of the engine, and can build',
	api: 'it has the API of the engine',
};

/** An exec with all privileges runs in the container without its filter, and code in it may take that process over. */
const doubtOfClosing = ({container: {execs}}: Exposed): SafeText | null =>
	execs.known && execs.value.some(({running, privileged}) => running && privileged)
		? trusted('a privileged exec runs in it, for which its limits do not hold')
		: null;

function otherKernel(exposed: Exposed): SafeText | null {
	const runtime = runtimeOf(exposed);
	return /^(runsc|io\.containerd\.runsc|kata|io\.containerd\.kata|krun)/.test(runtime)
		? safe`it runs under ${runtime}, which has a kernel in between`
		: null;
}

function startedElsewhere({reach, component}: EscapeEntry, {container, engine}: Exposed): SafeText | null {
	const runtime = runtimeOf({container, engine});
	if (component === 'crun' && runtime !== '' && !runtime.startsWith('crun')) return safe`it runs under ${runtime}`;
	if (component === 'runc' && /^(crun|runsc|kata|krun|youki)|io\.containerd\.(runsc|kata)/.test(runtime))
		return safe`it runs under ${runtime}`;
	switch (reach) {
		case 'cri':
			return trusted('only through the CRI, or a client of containerd: not in containers of this engine');
		case 'local':
			return trusted('a user of the host starts it, not code in a container');
		case 'network':
			return trusted('it is started from the network, not by code in a container');
		case 'api':
		case 'build':
			return container.mounts.some(({runtimeSocket}) => runtimeSocket !== null)
				? null
				: trusted('it takes the API of the engine, whose socket is not mounted here');
		default:
			return null;
	}
}

/** The host against the entries that no container has to start: by builds, the API, users of the host or the network. */
export function hostExposure(entry: EscapeEntry, installed: Installed): Decided {
	const version = versionState(entry, installed);
	if (entry.reach === 'cri') return {state: 'elsewhere', why: trusted('only through the CRI, or a client of containerd')};
	const lacking = conditionOfHost(entry, installed);
	if (lacking !== null && version.state !== 'fixed' && version.state !== 'absent') return {state: 'closed', why: lacking};
	return {state: stateOf(version), why: version.why};
}

const stateOf = ({state}: VersionState): ExposureState => ofVersion[state];

/** What an entry needs of the engine itself. */
function conditionOfHost({needs = []}: EscapeEntry, {engine}: Installed): SafeText | null {
	const asked = new Set(needs.flat());
	if (asked.has('authorization-plugin') && engine.authorizationPlugins.length === 0)
		return engine.raw.info === null ? null : trusted('no authorization plugin decides here');
	if (asked.has('checkpoints') && engine.kind === 'docker' && engine.experimental === false)
		return trusted('without experimental features the engine restores no checkpoints');
	if (asked.has('remap') && engine.userns === false) return trusted('the engine does not remap users');
	if (asked.has('rootless') && engine.rootless === false) return trusted('the engine is not rootless');
	if (asked.has('containerd-store') && engine.imageStore.known && engine.imageStore.value !== 'containerd')
		return trusted('the engine does not store images in containerd');
	return null;
}
