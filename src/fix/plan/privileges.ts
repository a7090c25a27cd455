import {sanitise, trusted} from '../../base/index.js';
import {change, type Evidence, openingOptions, securityOptions, withNoNewPrivileges} from '../../judge/index.js';
import type {HardeningEvidence} from '../evidence/evidence.js';
import {duringWords} from '../observation/watched-words.js';
import {type PlanStep, planned, type Rung} from './change.js';
import {longObservation} from './long-observation.js';
import {privilegedHelper} from './setuid-helper.js';

/** `no-new-privileges`: setuid files and file capabilities no longer raise privileges. */
export const noNewPrivileges: PlanStep = ({assessed: {facts}, evidence}) => {
	if (facts.noNewPrivileges.on) return [];
	const {rung, why, seen} = whatRaises(evidence);
	return [
		planned(withNoNewPrivileges(facts), {
			slug: 'no-new-privileges',
			why: sanitise(why),
			rung,
			evidence: seen,
			howToSee: trusted('"effective uid is not 0" or "Operation not permitted" of such a program'),
		}),
	];
};

/** Whether a program that gives privileges was seen, may be executed, or cannot be reached. */
function whatRaises(evidence: HardeningEvidence): {rung: Rung; why: string; seen: Evidence[]} {
	const helper = privilegedHelper(evidence);
	if (helper !== null)
		return {
			rung: 'choice',
			why: `${helper} is executed with the privileges of its file: it may need them`,
			seen: [{source: 'top', path: 'processes', value: sanitise(helper)}],
		};
	const programs = evidence.privilegedPrograms;
	if (!programs.known)
		return {
			rung: 'least',
			why: `its files could not be searched for setuid programs (${programs.reason.reason})`,
			seen: [{source: programs.reason.source, path: 'setuid', value: null}],
		};
	const reachable = [...programs.value.setuid, ...programs.value.setgid, ...programs.value.capable.map(({path}) => path)];
	const seen: Evidence[] = [
		{source: 'host', path: 'setuid and file capabilities', value: sanitise(reachable.join(', ') || 'none')},
	];
	if (reachable.length === 0)
		return {rung: 'safe', why: 'no setuid program, and none with file capabilities, can be reached', seen};
	const names = [...new Set(reachable.map(path => String(path).split('/').at(-1)))];
	const some = names.length > 4 ? `${names.slice(0, 4).join(', ')} and ${names.length - 4} more` : names.join(', ');
	const long = longObservation(evidence);
	if (long !== null) return {rung: 'safe', why: `not executed ${duringWords(long)}: ${some}`, seen};
	const {observation} = evidence;
	const unclear = observation?.programs.find(({raises}) => raises === 'unknown');
	if (unclear !== undefined)
		return {rung: 'least', why: `it executed ${unclear.path}, whose file could not be looked at in time`, seen};
	const watched = observation?.traced === true ? ` ${duringWords(observation)}` : '';
	return {rung: 'least', why: `it could execute ${some}; none was seen to run${watched}`, seen};
}

/** Confinement that was disabled: seccomp, AppArmor, masked paths. */
export const confinement: PlanStep = ({assessed: {facts}}) => {
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
				decides: {cause: 'confinement', name: 'default', about: trusted('confinement that was switched off')},
				why: trusted('the default profiles block only what ordinary programs never do'),
				rung: 'least',
				evidence: off.map(({value}) => ({source: 'inspect', path: 'HostConfig.SecurityOpt', value: sanitise(value ?? '')})),
				howToSee: trusted('"Operation not permitted" or "Function not implemented" in its log; type=1326 lines in dmesg'),
			},
		),
	];
};
