"""Classes of each family: stem, model_type, letters of SUFFIX_OF.

As in transformers 5.24.0; written by tests/architecture/make_defaults.py.
"""

CLASSES = """\
Afmoe:afmoe:MC Albert:albert:MKPSTQc Apertus:apertus:MCT Arcee:arcee:MCSTQ Aria:aria_text:MtG
AST:audio-spectrogram-transformer:MA AXK1:axk1:MCST Aya:aya_vision:v Bamba:bamba:MC Bart:bart:MCGSQ Beam:beam:MCT
Beit:beit:MI Bert:bert:MHKPSTQcN BigBird:big_bird:MCKPSTQc BioGpt:biogpt:MCST BitNet:bitnet:MC
Blenderbot:blenderbot:MCG BlenderbotSmall:blenderbot-small:MCG Bloom:bloom:MCSTQ Camembert:camembert:MCKSTQc
CLIP:clip:MtvIpq CLIP:clip_text_model:MtvIpq CLIP:clip_vision_model:vq CodeGen:codegen:MC Cohere:cohere:MC
Cohere2:cohere2:MvC Cohere2Moe:cohere2_moe:MC Cohere2:cohere2_vision:v ConvNext:convnext:MI ConvNextV2:convnextv2:MI
CTRL:ctrl:MHS Cwm:cwm:MC Data2VecAudio:data2vec-audio:MSx Data2Vec:data2vec-text:tv Data2Vec:data2vec-vision:v
Deberta:deberta:MKSTQ DebertaV2:deberta-v2:MKSTQc DeepseekV2:deepseek_v2:MCS DeepseekV3:deepseek_v3:MCST
DeepseekV32:deepseek_v32:MC DeepseekV4:deepseek_v4:MC DeiT:deit:MI DiffLlama:diffllama:MCSTQ Dinov2:dinov2:MI
Dinov2WithRegisters:dinov2_with_registers:MI DINOv3ViT:dinov3_vit:M DistilBert:distilbert:MKSTQc Doge:doge:MCS
Dots1:dots1:MC Electra:electra:MCKPSTQc Ernie:ernie:MCKPSTQcN Ernie4_5:ernie4_5:MC Ernie4_5_Moe:ernie4_5_moe:MC
Esm:esm:MKST EuroBert:eurobert:MKST Exaone4:exaone4:MCSTQ Exaone4_5_:exaone4_5:MG Exaone4_5_:exaone4_5_vision:v
ExaoneMoe:exaone_moe:MC Falcon:falcon:MCSTQ FalconH1:falcon_h1:MC FalconMamba:falcon_mamba:MC Flaubert:flaubert:MSTQcW
FlexOlmo:flex_olmo:MC Flint:flint:MC Gemma:gemma:MCST Gemma2:gemma2:MCST Gemma3:gemma3:MG Gemma3:gemma3_text:tCS
Gemma3n:gemma3n:MG Gemma3n:gemma3n_text:tC Gemma4:gemma4:MG Gemma4Audio:gemma4_audio:M Gemma4:gemma4_text:tC
Gemma4:gemma4_vision:v Glm:glm:MCST Glm4:glm4:MCST Glm4Moe:glm4_moe:MC Glm4MoeLite:glm4_moe_lite:MC Glm4v:glm4v:MG
Glm4vMoe:glm4v_moe:MG Glm4vMoe:glm4v_moe_text:t Glm4vMoe:glm4v_moe_vision:v Glm4v:glm4v_text:t Glm4v:glm4v_vision:v
GlmMoeDsa:glm_moe_dsa:MC GPT2:gpt-sw3:MHSTQ GPT2:gpt2:MHSTQ GPTBigCode:gpt_bigcode:MCST GPTNeo:gpt_neo:MCSTQ
GPTNeoX:gpt_neox:MCSTQ GPTNeoXJapanese:gpt_neox_japanese:MC GptOss:gpt_oss:MCST GPTJ:gptj:MCSQ Granite:granite:MC
GraniteSWA:granite_swa:MC GraniteMoe:granitemoe:MC GraniteMoeSWA:granitemoe_swa:MC
GraniteMoeHybrid:granitemoehybrid:MC GraniteMoeShared:granitemoeshared:MC Gte:gte:MKST Helium:helium:MCST
Hubert:hubert:MSx HunYuanDenseV1:hunyuan_v1_dense:MCS HunYuanMoEV1:hunyuan_v1_moe:MCS HYV3:hy_v3:MC
HyperCLOVAX:hyperclovax:MC IBert:ibert:MKSTQc Idefics3:idefics3:MG IJepa:ijepa:MI InternVL:internvl:MG
InternVL:internvl_vision:v Jais2:jais2:MC Jamba:jamba:MCS JinaEmbeddingsV3:jina_embeddings_v3:MKSTQ
Kimi_K25:kimi_k25:MG Kimi_K25:kimi_k25_vision:v KimiLinear:kimi_linear:MC Kolibri1:kolibri1:MC Laguna:laguna:MC
LayoutLM:layoutlm:MKSTQ LED:led:MGQ Lfm2:lfm2:MC Lfm2Moe:lfm2_moe:MC Lfm2Vl:lfm2_vl:MG Llama:llama:MCSTQ
Llama4:llama4:G Llama4:llama4_text:tC Llama4:llama4_vision_model:v Llava:llava:MG LlavaNext:llava_next:MG
LlavaOnevision:llava_onevision:MG LongcatFlash:longcat_flash:MC Longformer:longformer:MKSTQc LongT5:longt5:MeG
M2M100:m2m_100:MG Mamba:mamba:MC Mamba2:mamba2:MC Marian:marian:MCm MBart:mbart:MCGSQ
MegatronBert:megatron-bert:MCKPSTQcN Mellum:mellum:MC MiMoV2Flash:mimo_v2_flash:MC MiniCPM3:minicpm3:MCS
MiniMax:minimax:MCSTQ MiniMaxM2:minimax_m2:MC Ministral:ministral:MCSTQ Ministral3:ministral3:MCSTQ
Mistral:mistral:MCSTQ Mistral3:mistral3:MG Mistral4:mistral4:MCST Mixtral:mixtral:MCSTQ ModernBert:modernbert:MKSTQc
ModernBertDecoder:modernbert-decoder:MCS MPNet:mpnet:MKSTQc Mpt:mpt:MCSTQ MT5:mt5:MeGSTQ Mvp:mvp:MCGSQ
NanoChat:nanochat:MC Nemotron:nemotron:MCSTQ NemotronH:nemotron_h:MC NllbMoe:nllb-moe:MG NomicBert:nomic_bert:MKST
Olmo:olmo:MCS Olmo2:olmo2:MCS Olmo3:olmo3:MCS OlmoHybrid:olmo_hybrid:MC Olmoe:olmoe:MC OpenAIGPT:openai-gpt:MHS
OPT:opt:MCSQ PaliGemma:paligemma:MG Pegasus:pegasus:MCG Persimmon:persimmon:MCST Phi:phi:MCST Phi3:phi3:MCST
Phimoe:phimoe:MCS Pixtral:pixtral:v PLBart:plbart:MCGS Qwen2:qwen2:MCSTQ Qwen2_5_VL:qwen2_5_vl:MG
Qwen2_5_VL:qwen2_5_vl_text:t Qwen2Audio:qwen2_audio:MG Qwen2Moe:qwen2_moe:MCSTQ Qwen2VL:qwen2_vl:MG
Qwen2VL:qwen2_vl_text:t Qwen3:qwen3:MCSTQ Qwen3_5:qwen3_5:MG Qwen3_5Moe:qwen3_5_moe:MG Qwen3_5Moe:qwen3_5_moe_text:tC
Qwen3_5Moe:qwen3_5_moe_vision:v Qwen3_5:qwen3_5_text:tCST Qwen3_5:qwen3_5_vision:v Qwen3Moe:qwen3_moe:MCSTQ
Qwen3Next:qwen3_next:MCSTQ Qwen3VL:qwen3_vl:MG Qwen3VLMoe:qwen3_vl_moe:MG Qwen3VLMoe:qwen3_vl_moe_text:t
Qwen3VLMoe:qwen3_vl_moe_vision:v Qwen3VL:qwen3_vl_text:t Qwen3VL:qwen3_vl_vision:v RecurrentGemma:recurrent_gemma:MC
RemBert:rembert:MCKSTQc Roberta:roberta:MCKSTQc RobertaPreLayerNorm:roberta-prelayernorm:MCKSTQc
RoFormer:roformer:MCKSTQc SeedOss:seed_oss:MCSTQ Siglip:siglip:MtvI Siglip2:siglip2:MtvI
Siglip2:siglip2_vision_model:v Siglip:siglip_vision_model:v SmolLM3:smollm3:MCSTQ SmolVLM:smolvlm:MG
SolarOpen:solar_open:MC Speech2:speech_to_text:t StableLm:stablelm:MCST Starcoder2:starcoder2:MCST
Step3p7:step3p5:MtvG Step3p7:step3p5_vision:v Step3p7:step3p7:MG SwitchTransformers:switch_transformers:MeG
T5:t5:MeGSTQ T5Gemma:t5gemma:MeGST UMT5:umt5:MeGSTQ UniSpeech:unispeech:MPSx UniSpeechSat:unispeech-sat:MPSx
VaultGemma:vaultgemma:MC VideoMAE:videomae:MPV VipLlava:vipllava:MG ViT:vit:MI ViTMAE:vit_mae:MP ViTMSN:vit_msn:MI
Vivit:vivit:MV Voxtral:voxtral:MG Wav2Vec2:wav2vec2:MPSx WavLM:wavlm:MSx Whisper:whisper:MCGA XGLM:xglm:MC
XLM:xlm:MSTQcW XLMRoberta:xlm-roberta:MCKSTQc XLMRobertaXL:xlm-roberta-xl:MCKSTQc XLNet:xlnet:MHSTQc Youtu:youtu:MC
Zamba2:zamba2:MCS
"""
