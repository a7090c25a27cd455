import {createHash} from 'node:crypto';
import {sanitise} from '../../../../base/index.js';
import {type Channel, withChannel} from '../../client/channel.js';
import {mysqlLogin, mysqlMethod, mysqlPacket} from '../../probes/mysql-login.js';
import type {ExerciseTarget, WriteAttempt} from '../step.js';

type Login = {
	readonly user: string;
	readonly password: string;
	/** `null`: one is created for the test. */
	readonly database: string | null;
};

/** Logins of the official images' variables, and root without a password. @source hub.docker.com/_/mariadb, hub.docker.com/_/mysql */
function logins(env: ReadonlyMap<string, string>): Login[] {
	const of = (name: string): string | undefined => env.get(`MARIADB_${name}`) ?? env.get(`MYSQL_${name}`);
	const [user, password, database] = [of('USER'), of('PASSWORD'), of('DATABASE')];
	return [
		...(user && password && database ? [{user, password, database}] : []),
		{user: 'root', password: of('ROOT_PASSWORD') ?? '', database: null},
	];
}

const quoted = (name: string): string => `\`${Buffer.from(name.replaceAll('`', '``'), 'utf8').toString('latin1')}\``;

/** A table and a row. @source MySQL client/server protocol; MariaDB "Connection" */
export async function writeMysql(target: ExerciseTarget): Promise<WriteAttempt> {
	for (const login of logins(target.env)) {
		const isWritten = await withChannel(target, async channel => {
			if (!(await enter(channel, login))) return null;
			const place = quoted(login.database ?? 'dockscope_rehearsal');
			const statements = [
				...(login.database === null ? [`CREATE DATABASE IF NOT EXISTS ${place}`] : []),
				`CREATE TABLE IF NOT EXISTS ${place}.dockscope_rehearsal (a int)`,
				`INSERT INTO ${place}.dockscope_rehearsal VALUES (1)`,
			];
			for (const sql of statements) {
				const done = await channel.ask(mysqlPacket(0, `\x03${sql}`), /^.{3}\x01([\0\xff])/s);
				if (done?.[1] !== '\0') return null;
			}
			channel.send(mysqlPacket(0, '\x01'));
			return true;
		});
		const {name} = target;
		if (isWritten)
			return {
				step: {name: `${name} write`, outcome: 'written', says: sanitise(`${name} CREATE TABLE and INSERT`), serves: [name]},
			};
	}
	return {not: 'needs a login'};
}

/** The greeting has the two parts of a salt. */
const greeting = /^.{3}\0\x0a[^\0]*\0.{4}(.{8})\0.{2}.{1}.{2}.{2}.{1}.{10}(.{12})/s;

async function enter(channel: Channel, {user, password}: Login): Promise<boolean> {
	const [, one, two] = (await channel.expect(greeting)) ?? [];
	if (one === undefined || two === undefined) return false;
	const name = Buffer.from(user, 'utf8').toString('latin1');
	const proof = scrambled(password, one + two);
	const first = await channel.ask(mysqlLogin(name, proof), /^.{3}\x02([\0\xfe\xff])(.*)/s);
	if (first?.[1] !== '\xfe') return first?.[1] === '\0';
	// It wants the same with another salt, or a method that is not spoken here.
	const [, salt] = new RegExp(`^${mysqlMethod}\\0(.{20})`, 's').exec(first[2] ?? '') ?? [];
	if (salt === undefined) return false;
	return (await channel.ask(mysqlPacket(3, scrambled(password, salt)), /^.{3}\x04([\0\xff])/s))?.[1] === '\0';
}

/** SHA1(password) XOR SHA1(salt + SHA1(SHA1(password))); nothing for an empty one. @source MariaDB, mysql_native_password */
function scrambled(password: string, salt: string): string {
	if (password === '') return '';
	const sha1 = (data: Buffer): Buffer => createHash('sha1').update(data).digest();
	const first = sha1(Buffer.from(password, 'utf8'));
	const second = sha1(Buffer.concat([Buffer.from(salt, 'latin1'), sha1(first)]));
	return Buffer.from(first.map((byte, index) => byte ^ (second[index] ?? 0))).toString('latin1');
}
