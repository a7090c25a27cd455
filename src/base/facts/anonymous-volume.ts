/** Anonymous volumes get a random id as their name. @source moby volume/service, stringid.GenerateRandomID; podman volume create */
export const isAnonymousVolume = (name: string | undefined): name is string => /^[0-9a-f]{64}$/.test(name ?? '');
