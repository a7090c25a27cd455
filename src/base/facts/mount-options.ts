import {byteSize} from '../text/byte-size.js';
import {boolean, number, pairs, record, string} from './read.js';

/**
 * The fields of `--mount` beyond type, source, target and readonly, from an entry of `HostConfig.Mounts`: `bind-propagation=rslave`,
 * `volume-opt=type=nfs`.
 *
 * @param driverOption  how the value of a driver's option is written: it may hold a password
 * @source docs.docker.com/reference/cli/docker/container/run/#mount, docker/cli opts/mount.go
 */
export function mountOptionFields(
	request: Readonly<Record<string, unknown>>,
	driverOption: (name: string, value: string) => string = (_, value) => value,
): string[] {
	return [
		...bindFields(record(request['BindOptions'])),
		...volumeFields(record(request['VolumeOptions']), driverOption),
		...given('image-subpath', string(record(request['ImageOptions'])['Subpath'])),
		...tmpfsFields(record(request['TmpfsOptions'])),
	];
}

type Options = Readonly<Record<string, unknown>>;

const given = (name: string, value: string): string[] => (value === '' ? [] : [`${name}=${value}`]);

function bindFields(bind: Options): string[] {
	const forced = boolean(bind['ReadOnlyForceRecursive']) === true;
	return [
		...given('bind-propagation', string(bind['Propagation'])),
		...(boolean(bind['NonRecursive']) === true ? ['bind-recursive=disabled'] : []),
		...(forced ? ['bind-recursive=readonly'] : []),
		...(boolean(bind['ReadOnlyNonRecursive']) === true && !forced ? ['bind-recursive=writable'] : []),
	];
}

function volumeFields(volume: Options, driverOption: (name: string, value: string) => string): string[] {
	const driver = record(volume['DriverConfig']);
	return [
		...(boolean(volume['NoCopy']) === true ? ['volume-nocopy'] : []),
		...given('volume-subpath', string(volume['Subpath'])),
		...pairs(volume['Labels']).map(([name, value]) => `volume-label=${name}=${value}`),
		...given('volume-driver', string(driver['Name'])),
		...pairs(driver['Options']).map(([name, value]) => `volume-opt=${name}=${driverOption(name, value)}`),
	];
}

function tmpfsFields(tmpfs: Options): string[] {
	const size = number(tmpfs['SizeBytes']) ?? 0;
	const mode = number(tmpfs['Mode']) ?? 0;
	return [...(size > 0 ? [`tmpfs-size=${byteSize(size)}`] : []), ...(mode > 0 ? [`tmpfs-mode=${mode.toString(8)}`] : [])];
}
