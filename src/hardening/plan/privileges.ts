import {change} from '../../changes/change.js';
import {openingOptions, securityOptions, withNoNewPrivileges, withoutPrivileged} from '../../changes/confinement.js';
import {trusted} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import type {HardeningEvidence} from '../evidence/evidence.js';
import {planned, type Step} from './change.js';

/** `no-new-privileges`: setuid files and file capabilities no longer raise privileges. */
export const noNewPrivileges: Step = ({assessed: {facts}, evidence}) => {
	if (facts.noNewPrivileges.on) return [];
	const helper = setuidHelper(evidence);
	return [
		planned(withNoNewPrivileges(facts), {
			slug: 'no-new-privileges',
			why: sanitise(
				helper !== null
					? `${helper} is setuid: it may need to become root again`
					: evidence.processes.known
						? 'no setuid helper runs'
						: 'setuid helpers are rare in containers; its processes could not be seen',
			),
			confidence: helper === null ? 'likely' : 'test first',
			evidence: [
				{
					source: 'top',
					path: 'processes',
					value: helper === null ? (evidence.processes.known ? 'no setuid helper' : null) : sanitise(helper),
				},
			],
			howToSee: trusted('“effective uid is not 0” or “Operation not permitted” of such a program'),
			enabled: helper === null,
		}),
	];
};

/** A running program that raises its privileges when executed again; `null` when none was seen. */
function setuidHelper({processes, setuidPrograms}: HardeningEvidence): string | null {
	const program = setuidPrograms.known ? setuidPrograms.value[0] : undefined;
	const known = processes.known ? processes.value.find(({command}) => /^(sudo|su|doas|newgrp|pkexec)$/.test(command)) : undefined;
	return program ?? known?.command ?? null;
}

/** `--privileged` is more than capabilities: every device, no seccomp, no masked paths. */
export const notPrivileged: Step = ({assessed: {facts}}) =>
	facts.privileged
		? [
				planned(withoutPrivileged(), {
					slug: 'privileged',
					why: trusted('all devices and all capabilities, where a few would do'),
					confidence: 'test first',
					evidence: [{source: 'inspect', path: 'HostConfig.Privileged', value: true}],
					howToSee: trusted('“Operation not permitted”, “No such device” in its log'),
					enabled: true,
				}),
			]
		: [];

/** Confinement that was disabled: seccomp, AppArmor, masked paths. */
export const confinement: Step = ({assessed: {facts}}) => {
	const off = [...securityOptions(facts, /^(?:seccomp|apparmor|label)[=:](?:unconfined|disable)$/), ...openingOptions(facts)];
	if (facts.privileged || off.length === 0) return [];
	return [
		planned(
			change({
				text: 'Use the default profiles, and the default masked and read-only paths.',
				remove: off,
				mayBreak: 'debuggers, container engines and sandboxes inside it (ptrace, mount, unshare, io_uring)',
			}),
			{
				slug: 'confinement',
				why: trusted('the default profiles block only what ordinary programs never do'),
				confidence: 'test first',
				evidence: off.map(({value}) => ({source: 'inspect', path: 'HostConfig.SecurityOpt', value: sanitise(value ?? '')})),
				howToSee: trusted('“Operation not permitted” or “Function not implemented” in its log; type=1326 lines in dmesg'),
				enabled: true,
			},
		),
	];
};
