// What is done for an image, before any of it is: each step with all its arguments.

import { ANY } from "../package/architecture.ts";
import { OUTPUT as PACKAGES } from "../package/build.ts";
import { archivePath } from "../publisher.ts";
import type { Device } from "./device.ts";
import { type OverlayChoice, type OverlayFile, overlayFiles } from "./overlay.ts";
import { type NodePackage, type OwnPackage, ownPackages, packageList } from "./packages.ts";
import type { Pin } from "./pin.ts";
import { ARCHIVE_END, builderName, EXTRA_NAME, PUBLISHER, targetUrl } from "./places.ts";
import type { Release } from "./release.ts";

export interface Request extends OverlayChoice {
  readonly device: Device;
  readonly release: Release;
  /** Absent: none is pinned. */
  readonly pin?: Pin;
  /** An ImageBuilder's folder that is there already, in the place of a download. */
  readonly builder?: string;
  /** A folder with packages of ours that are built already. */
  readonly packages?: string;
  readonly node: NodePackage;
  /** Of OpenWrt's packages; with - in front what is left out. */
  readonly added: readonly string[];
  /** Where all of it is written. */
  readonly work: string;
}

export interface Command {
  readonly argv: readonly string[];
  /** At the end of PATH. */
  readonly pathEnd?: string;
}

export interface Download {
  readonly url: string;
  /** Absent: none is pinned. */
  readonly sha256?: string;
  readonly archive: string;
  /** Into what becomes the builder's folder once it is whole. */
  readonly unpack: Command;
  readonly unpacked: string;
}

export interface Plan {
  readonly device: Device;
  readonly release: Release;
  readonly node: NodePackage;
  readonly work: string;
  /** Absent where the folder was there already. */
  readonly download?: Download;
  readonly builder: string;
  /** Absent where they are built already. */
  readonly package?: Command;
  readonly own: readonly OwnPackage[];
  /** Where those are looked for. */
  readonly packageFolders: readonly string[];
  readonly overlay: {
    readonly folder: string;
    readonly made: readonly OverlayFile[];
    readonly files?: string;
  };
  readonly make: Command;
  readonly output: string;
}

/** Throws where what was asked for is wrong. */
export function planOf(request: Request): Plan {
  const { device, release, node, work, files } = request;
  const own = ownPackages(device, release, node);
  const download = request.builder === undefined ? downloadOf(request) : undefined;
  const builder = request.builder ?? `${work}/builder/${builderName(release.name, device.target)}`;
  const folder = `${work}/files/${release.name}/${device.profile}`;
  const output = `${work}/${release.name}/${device.profile}`;
  const variables = {
    PROFILE: device.profile,
    PACKAGES: packageList(own, node, request.added).join(" "),
    FILES: folder,
    BIN_DIR: output,
    EXTRA_IMAGE_NAME: EXTRA_NAME,
    ...(device.rootMb === undefined ? {} : { ROOTFS_PARTSIZE: String(device.rootMb) }),
  };
  return {
    device,
    release,
    node,
    work,
    download,
    builder,
    package: request.packages === undefined ? packaging(device, release, builder) : undefined,
    own,
    packageFolders:
      request.packages === undefined
        ? [`${PACKAGES}/${device.architecture}`, `${PACKAGES}/${ANY.packages}`]
        : [request.packages],
    overlay: { folder, made: overlayFiles(request, release), files },
    make: {
      argv: [
        "make",
        "-C",
        builder,
        "image",
        ...Object.entries(variables).map(([name, value]) => `${name}=${value}`),
      ],
    },
    output,
  };
}

function downloadOf({ device, release, pin, work }: Request): Download {
  const name = builderName(release.name, device.target);
  const url = pin?.url ?? `${targetUrl(PUBLISHER, release.name, device.target)}/${name}${ARCHIVE_END}`;
  const archive = archivePath(url, `${work}/download`);
  const unpacked = `${work}/builder/${name}.part`;
  const argv = ["tar", "--zstd", "-xf", archive, "-C", unpacked, "--strip-components=1"];
  return { url, sha256: pin?.sha256, archive, unpack: { argv }, unpacked };
}

/** An .apk is made by apk alone, which an ImageBuilder that installs them brings along. */
function packaging({ architecture }: Device, { format }: Release, builder: string): Command {
  const argv = ["npm", "run", "--silent", "package", "--", "--arch", architecture];
  return format === "apk" ? { argv, pathEnd: `${builder}/staging_dir/host/bin` } : { argv };
}
