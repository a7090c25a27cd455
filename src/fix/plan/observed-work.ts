import type {HardeningEvidence, Observation} from '../evidence/evidence.js';
import {type Knowledge, knownNeeds} from './capability-knowledge.js';
import {servedClients} from './long-observation.js';

/**
 * What well-known programs need for clients and jobs, as far as no observation shows it: the capabilities of a program that was seen at this
 * work are those that it used then.
 */
export function unseenNeeds({processes, observation}: HardeningEvidence): Knowledge[] {
	const commands = processes.known ? processes.value.map(({command}) => String(command)) : [];
	return knownNeeds(commands).filter(need => !need.forClients || !wasAtWork(need, observation));
}

/**
 * Whether clients were logged in while it was observed: under traffic, a program became another user. One that starts jobs does so without a
 * client, so then it is not known.
 */
export function sawLogins({processes, observation}: HardeningEvidence): boolean {
	const commands = processes.known ? processes.value.map(({command}) => String(command)) : [];
	return !knownNeeds(commands).some(({starts}) => starts) && servedClients(observation) && becameUser(observation, () => true);
}

/** Whether the work of a service whose protocol is unknown was observed: clients came, and it did something for them that can be seen. */
export function sawUnknownWork({observation}: HardeningEvidence): boolean {
	if (!servedClients(observation)) return false;
	const {capabilities, programs, written} = observation;
	return [...capabilities, ...programs].some(({onlyByExec}) => !onlyByExec) || written.length > 0;
}

function wasAtWork({command, starts}: Knowledge, observation: Observation | null): boolean {
	if (observation === null || !observation.traced) return false;
	if (starts && observation.programs.some(({startedBy}) => startedBy.some(name => isOf(name, command)))) return true;
	return servedClients(observation) && becameUser(observation, name => isOf(name, command));
}

const becameUser = ({capabilities}: Observation, by: (name: string) => boolean): boolean =>
	capabilities.some(use => use.capability === 'SETUID' && !use.onlyByExec && use.by.some(by));

/** `smbd[192.0.2.1]` and `sshd-session` are of smbd and sshd; `crontab` is not of cron. */
const isOf = (name: string, command: string): boolean =>
	name.startsWith(command) && !/^[a-z0-9]/i.test(name.slice(command.length));
