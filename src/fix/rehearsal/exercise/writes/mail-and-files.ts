import {sanitise} from '../../../../base/index.js';
import {type Channel, openChannel, withChannel} from '../../client/channel.js';
import type {ExerciseTarget, WriteAttempt} from '../step.js';
import {ownerOfUpload, uploadedFile} from './uploaded-file.js';

const recipients = ['postmaster', 'root'];

/**
 * A mail to a local recipient, until the server takes responsibility for it; then a moment for its delivery.
 * @source RFC 5321, 3.3 and 4.5.1 (every server accepts postmaster); RFC 2033
 */
export async function writeMail(target: ExerciseTarget): Promise<WriteAttempt> {
	const isLocal = target.protocol === 'LMTP';
	const reply = /^(\d\d\d) [^\n]*\n/m;
	type Sent = {readonly not: string} | {readonly code: string; readonly recipient: string};
	const outcome = await withChannel(target, async (channel): Promise<Sent> => {
		await channel.expect(/^220 [^\n]*\n/m);
		await channel.ask(`${isLocal ? 'LHLO' : 'EHLO'} localhost\r\n`, reply);
		const from = await channel.ask('MAIL FROM:<>\r\n', reply);
		if (from?.[1] !== '250') return {not: from?.[1] === '530' ? 'needs a login' : `MAIL FROM → ${from?.[1] ?? 'no answer'}`};
		let last = 'no answer';
		for (const recipient of recipients) {
			const to = await channel.ask(`RCPT TO:<${recipient}${isLocal ? '' : '@localhost'}>\r\n`, reply);
			last = to?.[1] ?? 'no answer';
			if (last !== '250') continue;
			if ((await channel.ask('DATA\r\n', reply))?.[1] !== '354') break;
			const mail = [
				'From: postmaster@localhost',
				`To: ${recipient}@localhost`,
				'Subject: rehearsal',
				'',
				'A rehearsal of dockscope.',
			];
			const sent = await channel.ask(`${mail.join('\r\n')}\r\n.\r\n`, reply);
			await channel.ask('QUIT\r\n', reply);
			return {code: sent?.[1] ?? 'no answer', recipient};
		}
		return {not: `no local recipient (RCPT TO → ${last})`};
	});
	if (outcome === null) return {not: 'no connection'};
	if ('not' in outcome) return outcome;
	// It is delivered by other processes, after it was accepted: what they lack is in the log.
	await new Promise(resolve => setTimeout(resolve, 2000));
	const {name} = target;
	return {
		step: {
			name: `${name} mail`,
			outcome: outcome.code,
			says: sanitise(`${name} a mail to ${outcome.recipient} → ${outcome.code}`),
			...(outcome.code === '250' ? {serves: [name]} : {}),
		},
	};
}

/** An upload as `anonymous`, to the first directory that takes it. @source RFC 959; RFC 2428; RFC 1635 */
export async function writeFtp(target: ExerciseTarget): Promise<WriteAttempt> {
	const reply = /^(\d\d\d) [^\n]*\n/m;
	const outcome = await withChannel(target, async (channel): Promise<WriteAttempt> => {
		await channel.expect(/^220 [^\n]*\n/m);
		const user = await channel.ask('USER anonymous\r\n', reply);
		const login = user?.[1] === '331' ? await channel.ask('PASS dockscope@localhost\r\n', reply) : user;
		if (login?.[1] !== '230') return {not: 'needs a login'};
		let last = 'none';
		for (const folder of ['.', 'incoming', 'upload', 'uploads', 'pub']) {
			if (folder !== '.' && (await channel.ask(`CWD /${folder}\r\n`, reply))?.[1] !== '250') continue;
			last = await store(target, channel);
			if (last === '226' || last === '250') return stored(target, last);
		}
		return {not: `logged in as anonymous; STOR → ${last}`};
	});
	return outcome ?? {not: 'no connection'};
}

function stored(target: ExerciseTarget, code: string): WriteAttempt {
	const {name} = target;
	const {detail, words} = ownerOfUpload(target);
	return {
		step: {
			name: `${name} upload`,
			outcome: code,
			detail,
			says: sanitise(`${name} an upload as anonymous → ${code}${words}`),
			serves: [name],
		},
	};
}

/** Sends a file over a passive connection; the last reply's code. */
async function store(target: ExerciseTarget, channel: Channel): Promise<string> {
	const reply = /^(\d\d\d) [^\n]*\n/m;
	await channel.ask('TYPE I\r\n', reply);
	const extended = await channel.ask('EPSV\r\n', /^(?:229 [^\n]*\(\|\|\|(\d+)\|\)|[1345]\d\d )[^\n]*\n/m);
	let port = Number(extended?.[1]);
	if (!port) {
		const passive = await channel.ask('PASV\r\n', /^227 [^\n\d]{0,80}\d{1,3},\d{1,3},\d{1,3},\d{1,3},(\d{1,3}),(\d{1,3})/m);
		port = 256 * Number(passive?.[1]) + Number(passive?.[2]);
	}
	if (!Number.isInteger(port) || port < 1 || port > 65_535) return 'no data connection';
	const data = await openChannel({...target, port});
	if (data === null) return 'no data connection';
	const answer = await channel.ask(`STOR ${uploadedFile.name}\r\n`, reply);
	data.send(uploadedFile.content);
	// What was written is sent before the end.
	await new Promise(resolve => setTimeout(resolve, 200));
	data.close();
	if (answer?.[1] !== '150' && answer?.[1] !== '125') return answer?.[1] ?? 'no answer';
	return (await channel.expect(/^((?:2|4|5)\d\d) [^\n]*\n/m))?.[1] ?? 'no answer';
}
