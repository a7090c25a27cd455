import type {RequestOptions} from 'node:http';
import type {EngineAddress} from './address.js';

/** Where Node's HTTP connects to; `null` over ssh: there is no address before there is a connection. */
export function nearTarget(address: EngineAddress): RequestOptions | null {
	if (address.kind === 'unix') return {socketPath: address.socketPath};
	if (address.kind === 'tcp') return {host: address.host, port: address.port, ...tlsOptions(address)};
	return null;
}

function tlsOptions(address: EngineAddress & {kind: 'tcp'}): object {
	if (address.tls === null) return {};
	const {ca, cert, key, skipVerify} = address.tls;
	return {
		...(ca === null ? {} : {ca}),
		...(cert === null ? {} : {cert}),
		...(key === null ? {} : {key}),
		rejectUnauthorized: !skipVerify,
		minVersion: 'TLSv1.2',
	};
}
