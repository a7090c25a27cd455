import {type SafeText, sanitise} from '../../base/index.js';
import {runInNetwork, withTwinNetwork} from './twin-network.js';

export type CheckResult = {readonly ok: boolean; readonly output: SafeText};

/**
 * The user's own check, run with `sh -c` on this host, in the twin's network namespace and nowhere else: from the host's it would reach
 * the original. It gets `DOCKSCOPE_TWIN_ID` and `DOCKSCOPE_TWIN_PID`; its exit status decides.
 */
export function runCheck(command: string, twin: {id: string; pid: number}, signal?: AbortSignal): Promise<CheckResult> {
	const env = {...process.env, DOCKSCOPE_TWIN_ID: twin.id, DOCKSCOPE_TWIN_PID: String(twin.pid)};
	return withTwinNetwork(twin, async network => {
		if (network === null)
			return {ok: false, output: sanitise('the network namespace of the twin cannot be entered (this needs root)')};
		const {ok, stdout, stderr} = await runInNetwork(network, ['sh', '-c', command], {env, timeout: 60_000, signal});
		return {ok, output: sanitise((stderr || stdout).slice(-300))};
	});
}
