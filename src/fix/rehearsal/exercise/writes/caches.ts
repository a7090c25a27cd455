import {sanitise} from '../../../../base/index.js';
import {withChannel} from '../../client/channel.js';
import {latin1, prefixed} from '../../probes/protocol.js';
import type {ExerciseTarget, WriteAttempt} from '../step.js';

const done = ({name}: ExerciseTarget, what: string, outcome = 'done'): WriteAttempt => ({
	step: {name: `${name} write`, outcome: `${what}: ${outcome}`, says: sanitise(`${name} ${what}`), serves: [name]},
});

const value = 'written by a rehearsal of dockscope';

/** Words of a reply, for the reason why nothing was written. */
const shown = (text: string): string => text.slice(0, 60);

/** SET, then BGSAVE until it is over: the save is done by a child, and writes to the directory. @source redis.io/commands */
export async function writeRedis(target: ExerciseTarget): Promise<WriteAttempt> {
	const password = target.env.get('REDIS_PASSWORD');
	const written = await withChannel(target, async channel => {
		if (password !== undefined && /^[\x21-\x7e]+$/.test(password)) await channel.ask(`AUTH ${password}\r\n`, /\r\n$/);
		const set = await channel.ask(`SET dockscope:rehearsal "${value}"\r\n`, /^([+-][^\r\n]*)\r\n/);
		if (set?.[1] !== '+OK')
			return {not: /NOAUTH|WRONGPASS/.test(set?.[1] ?? '') ? 'needs a login' : shown(set?.[1] ?? 'no answer')};
		const began = await channel.ask('BGSAVE\r\n', /^([+-][^\r\n]*)\r\n/);
		if (began?.[1]?.startsWith('+') !== true) return done(target, 'SET', 'no save');
		for (let attempt = 0; attempt < 50; attempt++) {
			const info = await channel.ask(
				'INFO persistence\r\n',
				/rdb_bgsave_in_progress:(\d).{0,2000}?rdb_last_bgsave_status:(\w{1,9})/s,
			);
			if (info?.[1] === '0') return done(target, 'SET and BGSAVE', info[2]);
			await new Promise(resolve => setTimeout(resolve, 100));
		}
		return done(target, 'SET and BGSAVE', 'not over');
	});
	return written ?? {not: 'no connection'};
}

/** @source memcached doc/protocol.txt */
export async function writeMemcached(target: ExerciseTarget): Promise<WriteAttempt> {
	const stored = await withChannel(target, channel =>
		channel.ask(`set dockscope-rehearsal 0 60 ${value.length}\r\n${value}\r\n`, /^([A-Z_]+)(?![A-Z_])[^\n]*\r\n/),
	);
	return stored?.[1] === 'STORED' ? done(target, 'set') : {not: shown(stored?.[1] ?? 'no answer')};
}

/** A retained message with an acknowledgement, which is then read back. @source MQTT 3.1.1, 3.3 and 3.8 */
export async function writeMqtt(target: ExerciseTarget): Promise<WriteAttempt> {
	const topic = 'dockscope/rehearsal';
	const hello = `${prefixed('MQTT', 2)}${latin1(4, 2, 0, 60)}${prefixed('dockscope-writes', 2)}`;
	const publish = `${prefixed(topic, 2)}${latin1(0, 1)}${value}`;
	const subscribe = `${latin1(0, 2)}${prefixed(topic, 2)}${latin1(0)}`;
	const outcome = await withChannel(target, async channel => {
		const welcome = await channel.ask(`${latin1(0x10)}${prefixed(hello, 1)}`, /^\x20\x02[\0\x01](.)/s);
		if (welcome?.[1] !== '\0') return 'needs a login';
		const taken = await channel.ask(`${latin1(0x33)}${prefixed(publish, 1)}`, /^\x40\x02\0\x01/);
		if (taken === null) return 'not acknowledged';
		const read = await channel.ask(`${latin1(0x82)}${prefixed(subscribe, 1)}`, /written by a rehearsal/);
		channel.send(latin1(0xe0, 0));
		return read === null ? 'not kept' : 'kept';
	});
	if (outcome === 'kept') return done(target, 'retained publish');
	return {not: outcome ?? 'no connection'};
}
