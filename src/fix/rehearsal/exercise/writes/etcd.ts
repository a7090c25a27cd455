import {sanitise} from '../../../../base/index.js';
import type {HttpClient} from '../../client/http.js';
import type {ExerciseTarget, WriteAttempt} from '../step.js';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** A key through the gateway to its API; `null` where it is no etcd. @source etcd.io, "Interacting with etcd through its gRPC gateway" */
export async function writeEtcd({name}: ExerciseTarget, client: HttpClient): Promise<WriteAttempt | null> {
	const version = await client.send({method: 'GET', path: '/version'});
	if (version?.status !== 200 || !version.body.includes('"etcdserver"')) return null;
	const put = await client.send({
		method: 'POST',
		path: '/v3/kv/put',
		headers: {'Content-Type': 'application/json'},
		body: JSON.stringify({key: base64('dockscope-rehearsal'), value: base64('written by a rehearsal')}),
	});
	if (put?.status !== 200) return {not: `put → ${put?.status ?? 'no answer'}`};
	return {step: {name: `${name} write`, outcome: 'put 200', says: sanitise(`${name} put → 200`), serves: [name]}};
}
