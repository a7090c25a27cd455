import {ownValue} from '../../../../base/index.js';
import type {ExerciseTarget, WriteAttempt} from '../step.js';
import {writeMemcached, writeMqtt, writeRedis} from './caches.js';
import {writeFtp, writeMail} from './mail-and-files.js';
import {writeMysql} from './mysql.js';
import {writePostgres} from './postgres.js';
import {writeHttp} from './write-http.js';

/** Harmless writes by protocol: the data of a twin is thrown away with it, and it has no network. */
const writes: Readonly<Record<string, (target: ExerciseTarget) => Promise<WriteAttempt>>> = {
	HTTP: writeHttp,
	Redis: writeRedis,
	memcached: writeMemcached,
	MQTT: writeMqtt,
	SMTP: writeMail,
	LMTP: writeMail,
	FTP: writeFtp,
	PostgreSQL: writePostgres,
	MySQL: writeMysql,
};

/** Writes to a port in its protocol; `null` where there is none that is known to be harmless. */
export async function write(target: ExerciseTarget): Promise<WriteAttempt | null> {
	const one = ownValue(writes, target.protocol);
	return one === undefined ? null : one(target);
}
