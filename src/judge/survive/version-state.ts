import {componentVersion, type EngineFacts, type HostFacts, type SafeText, safe, sanitise, trusted} from '../../base/index.js';
import {compareVersions, isAffected, isDistributionBuild, parseVersion} from '../rules/shared/tables/versions.js';
import {type Component, type EscapeEntry, escapeTable, isTableOld} from './escape-table.js';

/** Whether what runs has a flaw: `verify` where the number is old and whoever built it may have put the fix in. */
export type VersionState = {
	readonly state: 'affected' | 'fixed' | 'verify' | 'unknown' | 'absent';
	readonly why: SafeText;
};

export type Installed = {readonly engine: EngineFacts; readonly host: HostFacts | null};

const componentNames: Readonly<Record<Component, string>> = {
	linux: 'kernel',
	docker: 'Docker Engine',
	runc: 'runc',
	containerd: 'containerd',
	podman: 'Podman',
	buildah: 'Buildah',
	crun: 'crun',
	kata: 'Kata Containers',
	'nvidia-container-toolkit': 'NVIDIA Container Toolkit',
	'docker-desktop': 'Docker Desktop',
};

/** The version of a component as the engine reports it; `null`: it reports none. `absent`: this engine has no such part. */
function reportedVersion(component: Component, {engine}: Installed): SafeText | null | 'absent' {
	const isPodman = engine.kind === 'podman';
	switch (component) {
		case 'linux':
			return engine.kernel;
		case 'docker':
			return isPodman ? 'absent' : engine.version;
		case 'podman':
			return isPodman ? engine.version : 'absent';
		case 'buildah':
			return isPodman ? null : 'absent';
		case 'containerd':
			return isPodman ? 'absent' : engine.containerdVersion;
		case 'runc':
			return isPodman && engine.runcVersion === null ? 'absent' : engine.runcVersion;
		case 'crun':
			return componentVersion(engine.raw.version, 'crun') ?? (isPodman && engine.runcVersion !== null ? 'absent' : null);
		case 'docker-desktop':
			return engine.operatingSystem === 'Docker Desktop' ? null : 'absent';
		case 'kata':
			return engine.raw.info !== null && !engine.runtimes.some(({name}) => /kata/.test(name)) ? 'absent' : null;
		case 'nvidia-container-toolkit':
			return null;
	}
}

/** Whether the table was made with this version in view, so that it can say that a flaw is not in it. */
export function isCovered(component: Component, version: string): boolean {
	const covered = parseVersion(escapeTable().covers[component] ?? '');
	const given = parseVersion(version);
	if (covered === null || given === null) return false;
	const [major, minor] = given.numbers;
	return compareVersions({numbers: [major, minor, 0], preRelease: null}, {...covered, preRelease: null}) <= 0;
}

/**
 * What of this host the table cannot speak for, so that nothing passes by it; `null` where it knows all that runs.
 *
 * @param now  RFC 3339; absent: not known, so that the table may be too old
 */
export function beyondTable(installed: Installed, now: string | undefined): SafeText | null {
	const {asOf} = escapeTable();
	if (isTableOld(now)) return safe`the table of ${trusted(asOf)} is too old`;
	const parts = ['linux', installed.engine.kind, 'runc', 'crun', 'containerd'] as const;
	const newer = parts.flatMap(component => {
		const version = reportedVersion(component, installed);
		if (version === 'absent' || version === null || isCovered(component, version)) return [];
		return [`${componentNames[component]} ${version === '' ? 'without a version' : version}`];
	});
	return newer.length === 0
		? null
		: safe`the table of ${trusted(asOf)} does not know ${sanitise([...new Set(newer)].join(', '))}`;
}

/** By what runs, for all containers: versions are compared once for each entry. */
const judgedVersions = new WeakMap<EngineFacts, Map<EscapeEntry, VersionState>>();

export function versionState(entry: EscapeEntry, installed: Installed): VersionState {
	const judged = judgedVersions.get(installed.engine) ?? new Map<EscapeEntry, VersionState>();
	judgedVersions.set(installed.engine, judged);
	const state = judged.get(entry) ?? judgeVersion(entry, installed);
	judged.set(entry, state);
	return state;
}

function judgeVersion(entry: EscapeEntry, installed: Installed): VersionState {
	const name = trusted(componentNames[entry.component]);
	const version = reportedVersion(entry.component, installed);
	if (version === 'absent') return {state: 'absent', why: safe`this engine does not use ${name}`};
	if (version === null || version === '') return {state: 'unknown', why: safe`the engine did not report the version of ${name}`};
	const parsed = parseVersion(version);
	if (parsed === null) return {state: 'unknown', why: safe`"${version}" of ${name} is not a release version`};
	if (entry.fixed.length === 0)
		return {state: 'verify', why: safe`${name} ${version}: ${sanitise(entry.note ?? 'no release with the fix is known')}`};
	// Their kernels take whole subsystems of newer ones, flaws included.
	if (entry.component === 'linux' && /\.el\d|\.uek|\.amzn/.test(version) && isAffected(parsed, {fixed: entry.fixed}))
		return {state: 'verify', why: safe`${name} ${version} is a build of a distribution, which may have it or the fix`};
	if (!isAffected(parsed, entry)) return {state: 'fixed', why: safe`${name} ${version} does not have it`};
	if (isBackported(entry.component, version, installed.engine))
		return {state: 'verify', why: safe`${name} ${version} is a build of a distribution, which may have the fix`};
	return {state: 'affected', why: safe`${name} ${version} has it`};
}

/** Who builds a kernel, or packages an engine and its parts, puts fixes in without a new number. */
const isBackported = (component: Component, version: string, engine: EngineFacts): boolean =>
	component === 'linux'
		? !/^\d+\.\d+(\.\d+)?$/.test(version.trim())
		: isDistributionBuild(version) || isDistributionBuild(engine.version);
