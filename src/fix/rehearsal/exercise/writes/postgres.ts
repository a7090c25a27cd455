import {createHash, createHmac, pbkdf2Sync, randomBytes} from 'node:crypto';
import {sanitise} from '../../../../base/index.js';
import {type Channel, withChannel} from '../../client/channel.js';
import {bigEndian} from '../../probes/protocol.js';
import type {ExerciseTarget, WriteAttempt} from '../step.js';

const message = (type: string, body: string): string => `${type}${bigEndian(body.length + 4, 4)}${body}`;
const bytesOf = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

/** The login of the official image, and of Bitnami's. @source hub.docker.com/_/postgres "Environment Variables" */
function login(env: ReadonlyMap<string, string>): {readonly user: string; readonly database: string; readonly password: string} {
	const first = (...names: readonly string[]): string | undefined => names.map(name => env.get(name)).find(value => value);
	const user = first('POSTGRES_USER', 'POSTGRESQL_USERNAME') ?? 'postgres';
	const database = first('POSTGRES_DB', 'POSTGRESQL_DATABASE') ?? user;
	return {user, database, password: first('POSTGRES_PASSWORD', 'POSTGRESQL_PASSWORD') ?? ''};
}

/** A table and a row, with the login of the environment or without a password. @source PostgreSQL "Message Formats" */
export async function writePostgres(target: ExerciseTarget): Promise<WriteAttempt> {
	const {user, database, password} = login(target.env);
	const written = await withChannel(target, async (channel): Promise<WriteAttempt> => {
		const startup = `${bigEndian(3 * 65_536, 4)}user\0${bytesOf(user)}\0database\0${bytesOf(database)}\0\0`;
		const first = await channel.ask(`${bigEndian(startup.length + 4, 4)}${startup}`, authentication);
		if (!(await authenticate(channel, first, {user, password}))) return {not: 'needs a login'};
		if ((await channel.expect(/Z\0\0\0\x05[ITE]/)) === null) return {not: 'no answer after the login'};
		const sql = 'CREATE TABLE IF NOT EXISTS dockscope_rehearsal (a int); INSERT INTO dockscope_rehearsal VALUES (1)';
		const done = await channel.ask(message('Q', `${sql}\0`), /Z\0\0\0\x05[ITE]/);
		channel.send(message('X', ''));
		if (done === null || !done.input.includes('INSERT 0 1\0')) return {not: 'a table is refused'};
		const {name} = target;
		return {step: {name: `${name} write`, outcome: 'written', says: sanitise(`${name} CREATE TABLE and INSERT`), serves: [name]}};
	});
	return written ?? {not: 'no connection'};
}

/** A request for a login, with its code and what follows; or an error. */
const authentication = /^(?:R\0\0.{2}(\0\0\0.)(.*)|E.*)/s;

async function authenticate(
	channel: Channel,
	asked: RegExpExecArray | null,
	{user, password}: {readonly user: string; readonly password: string},
): Promise<boolean> {
	const [, code, more = ''] = asked ?? [];
	if (code === '\0\0\0\0') return true;
	if (password === '') return false;
	const answer = async (text: string): Promise<boolean> =>
		(await channel.ask(message('p', text), authentication))?.[1] === '\0\0\0\0';
	if (code === '\0\0\0\x03') return answer(`${bytesOf(password)}\0`);
	if (code === '\0\0\0\x05') {
		const inner = md5(Buffer.from(password + user, 'utf8'));
		return answer(`md5${md5(Buffer.concat([Buffer.from(inner), Buffer.from(more.slice(0, 4), 'latin1')]))}\0`);
	}
	return code === '\0\0\0\x0a' && more.includes('SCRAM-SHA-256\0') ? scram(channel, password) : false;
}

const md5 = (data: Buffer): string => createHash('md5').update(data).digest('hex');

/** @source RFC 5802; RFC 7677 */
async function scram(channel: Channel, password: string): Promise<boolean> {
	const nonce = randomBytes(18).toString('base64');
	const bare = `n=,r=${nonce}`;
	const opening = `n,,${bare}`;
	const first = await channel.ask(
		message('p', `SCRAM-SHA-256\0${bigEndian(opening.length, 4)}${opening}`),
		/^R\0\0.{2}\0\0\0\x0b((r=[^,]+),s=([^,]+),i=(\d{1,6}))/s,
	);
	const [, challenge = '', both = '', salt = '', rounds = ''] = first ?? [];
	if (first === null || !both.startsWith(`r=${nonce}`)) return false;
	// PostgreSQL asks for 4096; a hostile server must not hold this program for long.
	if (Number(rounds) > 100_000) return false;
	const salted = pbkdf2Sync(password, Buffer.from(salt, 'base64'), Number(rounds), 32, 'sha256');
	const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
	const client = hmac(salted, 'Client Key');
	const unproven = `c=biws,${both}`;
	const signature = hmac(createHash('sha256').update(client).digest(), `${bare},${challenge},${unproven}`);
	const proof = Buffer.from(client.map((byte, index) => byte ^ (signature[index] ?? 0))).toString('base64');
	const last = await channel.ask(message('p', `${unproven},p=${proof}`), /^(R)\0\0.{2}\0\0\0\x0c.*R\0\0\0\x08\0\0\0\0|^E/s);
	return last?.[1] === 'R';
}
