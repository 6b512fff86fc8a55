import koffi from "koffi";
import { Adapter } from "./adapter.ts";
import { CallbackGuard } from "./callback-guard.ts";
import { Context } from "./context.ts";
import type { ContextOptions } from "./context-options.ts";
import { EmbeddingContext, type EmbeddingContextOptions } from "./embedding-context.ts";
import type { Llama } from "./llama.ts";
import { int32Maximum, LlamaError, requireInteger } from "./llama-error.ts";
import { checkModelFile } from "./model-file-check.ts";
import { callAsync, type Pointer } from "./native-function.ts";
import { NativeResource } from "./native-resource.ts";
import { Vocabulary } from "./vocabulary.ts";

export interface ModelLoadOptions {
  /** Layers to keep in GPU memory; all of them by default. */
  readonly gpuLayers?: number;
  /** Map the file instead of reading it; by default whatever suits the devices. */
  readonly memoryMap?: boolean;
  /** Load the vocabulary and the metadata, no weights; all counts but the vocabulary's are then 0. */
  readonly vocabularyOnly?: boolean;
  /** Receives fractions from 0 to 1. */
  readonly onProgress?: (fraction: number) => void;
  /** Aborting ends the load at the next tensor and rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

const loadModes = { automatic: -1, read: 0, memoryMap: 1 } as const;

const progressType = koffi.pointer(koffi.proto("bool", ["float", "void *"]));

/**
 * Loaded weights. Disposing of a model first frees its contexts and adapters; where one of them still
 * runs an asynchronous call, the native memory goes when that call ends.
 */
export class Model implements Disposable {
  readonly llama: Llama;
  readonly vocabulary: Vocabulary;
  readonly architecture: string;
  readonly chatTemplate: string | undefined;
  /** Tokens of context the weights were trained for. */
  readonly trainContextLength: number;
  readonly layerCount: number;
  readonly headCount: number;
  readonly headCountKeyValue: number;
  readonly embeddingLength: number;
  readonly sizeBytes: number;
  readonly parameterCount: number;
  /** No attention at all: memory is one state a sequence. */
  readonly isRecurrent: boolean;
  /** Attention and recurrent layers mixed. */
  readonly isHybrid: boolean;
  readonly hasEncoder: boolean;
  /** Tokens that sliding-window layers see; 0 where there are none. */
  readonly slidingWindow: number;
  readonly hasWeights: boolean;
  /** For this room only. */
  readonly resource: NativeResource;

  /**
   * Reads weights on another thread.
   *
   * @throws LlamaError `model-refused` with the library's reason: not a model, damaged, not supported.
   */
  static async load(llama: Llama, file: string, options: ModelLoadOptions = {}): Promise<Model> {
    const { library } = llama;
    const { signal, onProgress, memoryMap, gpuLayers } = options;
    signal?.throwIfAborted();
    if (gpuLayers !== undefined) requireInteger("gpuLayers", gpuLayers, 0, int32Maximum);
    if (file.includes("\0")) throw new LlamaError("invalid-argument", "a file name cannot hold NUL");

    await checkModelFile(library, file);
    signal?.throwIfAborted();
    const guard = new CallbackGuard();
    const progress = koffi.register(
      (fraction: number) => guard.run(() => onProgress?.(fraction)) && !signal?.aborted,
      progressType,
    );
    using capture = llama.log.capture();
    try {
      const pointer = await callAsync(library.loadModel, file, {
        ...library.modelDefaults(),
        ...(gpuLayers !== undefined && { n_gpu_layers: gpuLayers }),
        load_mode:
          memoryMap === undefined ? loadModes.automatic : memoryMap ? loadModes.memoryMap : loadModes.read,
        vocab_only: options.vocabularyOnly ?? false,
        progress_callback: progress,
      });
      if (pointer === null) {
        guard.rethrow();
        signal?.throwIfAborted();
        throw new LlamaError("model-refused", capture.reason("the weights could not be loaded"));
      }
      return new Model(llama, pointer, !options.vocabularyOnly);
    } finally {
      koffi.unregister(progress);
    }
  }

  private constructor(llama: Llama, pointer: Pointer, hasWeights: boolean) {
    const { library } = llama;
    this.llama = llama;
    this.resource = new NativeResource("model", pointer, library.freeModel);
    this.vocabulary = new Vocabulary(library, this.resource, this.metadata("tokenizer.ggml.pre"));
    this.architecture = this.metadata("general.architecture") ?? "";
    this.chatTemplate = library.modelChatTemplate(pointer, null) ?? undefined;
    this.trainContextLength = library.modelTrainContextLength(pointer);
    this.layerCount = library.modelLayerCount(pointer);
    // Heads are counted by layer, and asking for those of a layer that is not there aborts.
    this.headCount = this.layerCount > 0 ? library.modelHeadCount(pointer) : 0;
    this.headCountKeyValue = this.layerCount > 0 ? library.modelHeadCountKeyValue(pointer) : 0;
    this.embeddingLength = library.modelEmbeddingLength(pointer);
    this.sizeBytes = Number(library.modelSize(pointer));
    this.parameterCount = Number(library.modelParameterCount(pointer));
    this.isRecurrent = library.modelIsRecurrent(pointer);
    this.isHybrid = library.modelIsHybrid(pointer);
    this.hasEncoder = library.modelHasEncoder(pointer);
    this.slidingWindow = library.modelSlidingWindow(pointer);
    this.hasWeights = hasWeights;
  }

  /** A scalar of the file's metadata as text; undefined for unknown keys and for arrays. */
  metadata(key: string): string | undefined {
    const { library } = this.llama;
    const { pointer } = this.resource;
    let buffer = Buffer.alloc(256);
    let length = library.modelMetadata(pointer, key, buffer, buffer.length);
    if (length >= buffer.length) {
      buffer = Buffer.alloc(length + 1);
      length = library.modelMetadata(pointer, key, buffer, buffer.length);
    }
    return length < 0 ? undefined : buffer.toString("utf8", 0, length);
  }

  /** @throws LlamaError `invalid-argument` or `context-refused`, as when memory is short. */
  createContext(options: ContextOptions): Context {
    return new Context(this, options);
  }

  /** @throws LlamaError `context-refused`, also where the file does not say how tokens make one vector. */
  createEmbeddingContext(options: EmbeddingContextOptions): EmbeddingContext {
    return new EmbeddingContext(this, options);
  }

  /** Reads a LoRA adapter made for these weights. @throws LlamaError `adapter-refused`. */
  loadAdapter(file: string): Adapter {
    return new Adapter(this, file);
  }

  [Symbol.dispose](): void {
    this.resource[Symbol.dispose]();
  }
}
