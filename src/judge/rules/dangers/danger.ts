import {type SafeText, type Severity, trusted} from '../../../base/index.js';
import type {Change} from '../../changes/change.js';
import type {Evidence} from '../verdict.js';
import type {MitigatingFactor} from './mitigating-factors.js';
import type {Need, Use} from './use.js';

/** One step of an attack path, with what shows it; `null`: it follows from the step before. */
export type Hop = {readonly label: SafeText; readonly evidence: Evidence | null};

/** What a danger is about, so that a page finds the one of its row: a destination, a device, a capability. */
export type DangerKind =
	| 'privileged'
	| 'kernel-settings'
	| 'socket'
	| 'service-socket'
	| 'host-write'
	| 'host-read'
	| 'tamper'
	| 'reveal'
	| 'proc-write'
	| 'sys-write'
	| 'device'
	| 'device-rule'
	| 'capability'
	| 'release-agent'
	| 'ptrace-host'
	| 'host-pid'
	| 'host-process'
	| 'process-list'
	| 'host-network';

/** One thing that a container was given and that reaches outside it, before it is asked who can use it. */
export type DangerDraft = {
	/** Stable and unique within the container: `socket:/var/run/docker.sock`, by the destination. */
	readonly id: string;
	readonly kind: DangerKind;
	/** The mount's destination, the device's path, the capability's name. */
	readonly about: string;
	/** For a process that can use it, with nothing in the way. */
	readonly severity: Severity;
	/** All of them are needed to use it. */
	readonly needs: readonly Need[];
	/** What does not close it, but makes it harder. */
	readonly mitigatedBy: readonly MitigatingFactor[];
	/** What it exposes, in a few words, for the page that lists it. */
	readonly exposes: SafeText;
	/** From the first step outside the container's bounds to what the attacker owns; empty where no path leads on from it. */
	readonly hops: readonly Hop[];
	/** What takes it away. */
	readonly change: () => Change;
};

/** The same, decided: every rule, badge, path, page and plan shows this severity. */
export type Danger = Omit<DangerDraft, 'needs' | 'mitigatedBy' | 'change'> & {
	readonly use: Use;
	readonly change: Change;
	/** The options of `docker run` that brought it: findings on the same option are one cause. */
	readonly causes: readonly string[];
	/** Before it was asked who can use it. */
	readonly base: Severity;
	/** Why its severity is lower than that of the same thing elsewhere; empty when it is not. */
	readonly mitigations: readonly string[];
};

/** The dangers of one container, worst first. Each is worked out when it is first asked for, and once. */
export type DangerTable = {
	readonly all: () => readonly Danger[];
	/** Those of some kinds. Others are not worked out for it: a fact that cannot be read troubles only the rules that ask for it. */
	readonly ofKind: (...kinds: readonly DangerKind[]) => readonly Danger[];
};

/** A field of the inspect as evidence. */
export const inspectEvidence = (path: string, value: Evidence['value']): Evidence => ({source: 'inspect', path, value});
export const hop = (label: SafeText, evidence: Evidence | null = null): Hop => ({label, evidence});
export const hostRoot = hop(trusted('host root'));
